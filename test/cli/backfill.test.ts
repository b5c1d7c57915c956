import { expect, test } from "vitest";
import { openStore, retainEvents } from "../../src/io/store/index.ts";
import { openServingProject } from "../faults/serving-project.ts";

interface Told {
  readonly inputs: readonly { readonly name: string; readonly value: unknown }[];
}

test("airworthy backfill lets a server's live features go on where training ended, and counts once", async () => {
  await using project = await openServingProject();
  const unready = await project.serve();
  unready.kill("SIGTERM");
  expect((await unready.outcome).stderr).toContain("the event log is empty");
  const first = await project.call("backfill", "--json");
  expect(JSON.parse(first.stdout)).toEqual({ recorded: 3_960, repeated: 0, expired: 0, refused: 0 });
  const again = await project.call("backfill");
  expect(again.stdout).toContain("0 events recorded, 3,960 were there before");
  const server = await project.serve();
  for (const customer of ["c9", "c77", "nobody"]) {
    const row = JSON.stringify({
      visit_id: `new ${customer}`,
      customer_id: customer,
      started_at: "2026-04-01T12:00:00Z",
      channel: "mail",
      pages: 9,
      basket: 80,
    });
    const reply = await fetch(`${project.url}/predict?explain=true`, { method: "POST", body: row });
    const { explain } = (await reply.json()) as { explain: Told };
    const traced = JSON.parse((await project.call("trace", "--json", "--input", row)).stdout) as Told;
    expect(explain.inputs).toEqual(traced.inputs);
    const visits = explain.inputs.find(({ name }) => name === "visits_30d")?.value;
    expect(Number(visits) > 0).toBe(customer !== "nobody");
  }
  server.kill("SIGTERM");
  const { code, stderr } = await server.outcome;
  expect([code, stderr.includes("the event log is empty")]).toEqual([0, false]);
  expect((await project.call("replay")).code).toBe(0);
});

test("airworthy backfill refuses a length of time that is none", async () => {
  await using project = await openServingProject();
  expect(await project.call("backfill", "--since", "tomorrow")).toMatchObject({ code: 1, stdout: "" });
  const some = await project.call("backfill", "--json", "--since", "1m");
  expect(JSON.parse(some.stdout)).toMatchObject({ recorded: 0 });
});

test("airworthy backfill leaves out what retention may have removed, and records it where it is told to", async () => {
  await using project = await openServingProject();
  await project.call("backfill");
  {
    await using store = await openStore(project.storePath);
    const options = { learnedSeq: null, plans: [], cover: async () => {}, isDryRun: false };
    const { signal } = new AbortController();
    await retainEvents(store, { ...options, signal, before: Date.now() + 3_600_000 });
  }
  const again = await project.call("backfill");
  expect(again.stdout).toContain("0 events recorded, 0 were there before");
  expect(again.stdout).toContain("3,960 may have been there");
  const told = await project.call("backfill", "--expired", "--json");
  expect(JSON.parse(told.stdout)).toEqual({ recorded: 3_960, repeated: 0, expired: 0, refused: 0 });
});
