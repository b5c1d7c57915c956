/** What was served, looked at afterwards as a user does: replay, trace of a logged prediction, erase. */
import { cp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import type { LoggedTrace, Replay } from "../../src/stages/7-serve/index.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";
import { startServing } from "./start-serving.ts";

interface Served {
  readonly prediction_id: string;
  readonly probability: number;
}

let folder: TrainedProject;
let served: readonly Served[];
const run = (...args: string[]) => airworthy(args, { cwd: folder.path });
const replayed = async (...args: string[]) => {
  const { code, stdout, stderr } = await run("replay", "--json", ...args);
  expect(stderr).toBe("");
  return { code, found: JSON.parse(stdout) as Replay };
};

const visit = (index: number, hour: number) => ({
  visit_id: `served ${index}`,
  customer_id: index % 3 === 0 ? "someone else" : "Ann O'Neil",
  started_at: new Date(Date.UTC(2026, 4, 1, hour, index)).toISOString(),
  channel: ["search", "mail", "direct"][index % 3],
  pages: 1 + (index % 7),
  basket: (index * 7) % 31,
});

beforeAll(async () => {
  folder = await trainedProject();
  const { child, outcome, line } = await startServing(folder.path, { args: ["--threads", "1"] });
  const post = async (route: string, body: unknown) => {
    const reply = await fetch(`${line.url}${route}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(reply.status, await reply.clone().text()).toBe(200);
    return (await reply.json()) as unknown;
  };
  const ask = async (rows: unknown) =>
    ((await post("/predict", rows)) as { predictions: Served[] }).predictions;
  // In order, then labels, then visits that come late, each the past of what was answered before.
  const first = await ask(Array.from({ length: 12 }, (_, index) => visit(index, 10)));
  await post("/feedback", [
    { event_id: "served 4", label: true },
    { prediction_id: first[7]?.prediction_id, label: false },
  ]);
  await post("/events", [visit(20, 9), visit(21, 9)]);
  const last = await ask([visit(30, 11), visit(31, 10), visit(32, 12), visit(34, 13)]);
  await post("/feedback", { event_id: "served 34", label: true });
  served = [...first, ...last];
  child.kill("SIGTERM");
  expect((await outcome).code).toBe(0);
}, 120_000);
afterAll(() => folder[Symbol.asyncDispose]());

const store = () => openStore(workspaceOf(folder.path).storePath);

test("airworthy replay finds that what was served is what training makes", async () => {
  const { code, found } = await replayed();
  expect(code).toBe(0);
  expect(found).toMatchObject({ predictions: 16, compared: 16, mismatches: 0, isClean: true });
  const told = await run("replay", "--since", "1h");
  expect(told.stdout).toContain("16 of 16 predictions");
  expect(told.stdout).toMatch(/order_rate +feature +16 +0/);
  expect((await run("replay", "--since", "yesterday")).stderr).toContain("wanted a length of time");
});

test("airworthy trace <prediction> tells what an answer of the log was made of", async () => {
  const [id = "", other = ""] = [served[15]?.prediction_id, served[0]?.prediction_id];
  const { code, stdout, stderr } = await run("trace", id, "--json");
  expect(code, stderr).toBe(0);
  const { prediction, trace, past, labels } = JSON.parse(stdout) as LoggedTrace;
  expect(prediction).toMatchObject({ id, eventId: "served 34", isReproduced: true });
  expect(trace.decision.probability).toBeCloseTo(served[15]?.probability ?? Number.NaN, 6);
  expect(trace.inputs.find(({ name }) => name === "visits_30d")?.value).toBe(past.events);
  // Ann came 12 − 4 times, then in visits 20, 31 and 32.
  expect(past.events).toBe(11);
  expect(past.latest[0]).toMatchObject({ eventId: "served 32", values: { pages: 5, ordered: null } });
  expect(past.latest.find(({ eventId }) => eventId === "served 4")?.values).toMatchObject({
    pages: 5,
    ordered: true, // as it was reported before this prediction
  });
  expect(labels).toMatchObject([{ label: true }]);
  expect(stdout).not.toContain("O'Neil");
  const told = await run("trace", id);
  expect(told.stdout).toContain("Past: 11 events before it");
  expect(told.stdout).toContain("true, reported 20");
  expect((await run("trace", other)).stdout).toContain("Past: 0 events before it");
  expect((await run("trace", "nobody's")).stderr).toContain("There is no prediction 'nobody's' in the log.");
  expect((await run("trace")).stderr).toContain("OPTION_INVALID");
});

test("airworthy replay and trace name the version whose package is gone or damaged", async () => {
  const directory = workspaceOf(folder.path).versionDirectory("will-order", 1);
  await rename(directory, `${directory}-away`);
  try {
    const { code, found } = await replayed();
    expect(code).toBe(2);
    expect(found).toMatchObject({
      isClean: false,
      compared: 0,
      unreplayed: [{ version: 1, predictions: 16 }],
    });
    const { stderr } = await run("trace", served[0]?.prediction_id ?? "");
    expect(stderr).toContain("Version 1 of 'will-order', which answered");
    await cp(`${directory}-away`, directory, {
      recursive: true,
      filter: (path) => !path.endsWith("card.md"),
    });
    expect((await replayed()).found.unreplayed[0]?.reason).toContain("card.md");
  } finally {
    await cp(`${directory}-away`, directory, { recursive: true });
  }
});

test("airworthy replay exits 2 and names the value that was changed in the log", async () => {
  await using opened = await store();
  const id = served[9]?.prediction_id ?? "";
  const row = await opened.db
    .selectFrom("predictions")
    .select("body")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const body = JSON.parse(row.body) as { inputs: Record<string, number> };
  const wrong = { ...body, inputs: { ...body.inputs, visits_30d: (body.inputs.visits_30d ?? 0) + 1 } };
  const set = (text: string) => opened.db.updateTable("predictions").set({ body: text }).where("id", "=", id);
  await set(JSON.stringify(wrong)).execute();
  const { code, found } = await replayed();
  expect(code).toBe(2);
  expect(found.mismatches).toBe(1);
  expect(found.versions[0]?.inputs.find(({ name }) => name === "visits_30d")).toMatchObject({
    mismatches: 1,
    greatestDifference: 1,
    examples: [{ prediction: id, logged: wrong.inputs.visits_30d, recomputed: body.inputs.visits_30d }],
  });
  expect((await run("replay")).stdout).toContain(`${id}  visits_30d: logged`);
  await set(row.body).execute();
});

test("airworthy erase erases an entity, marks what learned from it, and only when it is told so", async () => {
  const entity = ["--entity", "Ann O'Neil"];
  const refused = await run("erase", ...entity);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("--yes");
  expect((await replayed()).found.predictions).toBe(16);
  const { code, stdout } = await run("erase", ...entity, "--yes", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ events: 11 + 1, predictions: 11, feedback: 3 });
  expect(JSON.parse(stdout)).toMatchObject({ snapshots: [], versions: [], unknown: [] });
  expect((await replayed()).found).toMatchObject({ predictions: 5, isClean: true });
  expect((await run("trace", served[15]?.prediction_id ?? "")).code).toBe(1);
  expect((await run("models")).stdout).not.toContain("erased since");
});

test("airworthy erase names the snapshots and versions that learned from the entity", async () => {
  const { code, stdout } = await run("erase", "--entity", "c11", "--yes", "--json");
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as { snapshots: string[]; versions: number[] };
  const { snapshots, versions } = found;
  expect(versions).toEqual([1]);
  expect(snapshots.length).toBeGreaterThan(3);
  expect((await run("models")).stdout).toContain(
    "Version 1 learned from entities that were erased since: 1.",
  );
  const [damaged = ""] = snapshots;
  const place = join(folder.path, ".airworthy", "snapshots", damaged);
  for (const name of await readdir(place))
    if (name.endsWith(".parquet")) await writeFile(join(place, name), "no Parquet");
  await writeFile(join(folder.path, ".airworthy", "snapshots", ".DS_Store"), "no folder");
  const past = JSON.parse((await run("erase", "--entity", "c11", "--yes", "--json")).stdout) as typeof found;
  expect(past.snapshots).toEqual(snapshots.filter((key) => key !== damaged));
  await rm(join(folder.path, ".airworthy", "snapshots"), { recursive: true });
  const later = await run("erase", "--entity", "c12", "--yes");
  expect(later.stdout).toContain("nobody can tell");
});
