/** A rollout as a user does it: begun with and without a server, looked at, taken back. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";
import { startServing } from "./start-serving.ts";

let folder: TrainedProject;
beforeAll(async () => {
  folder = await trainedProject();
  const config = join(folder.path, "airworthy.config.ts");
  const text = await readFile(config, "utf8");
  await writeFile(config, text.replace("split: {", "seed: 7,\n  split: {"));
  expect((await airworthy(["run"], { cwd: folder.path })).code).toBe(0);
  await airworthy(["promote", "1"], { cwd: folder.path });
}, 120_000);
afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: readonly string[]) => airworthy(args, { cwd: folder.path });
/** A message as one line. */
const flat = (text: string) => text.replaceAll(/\s+/g, " ");
const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as T;
};

interface Shown {
  readonly rollout: {
    readonly rollout: { readonly version: number; readonly mode: string; readonly share: number };
    readonly decision: { readonly kind: string; readonly checks: readonly { readonly gate: string }[] };
    readonly servers: readonly { readonly state: string }[];
  } | null;
}

test("airworthy promote --canary says what it cannot honour", async () => {
  for (const [args, words] of [
    [["--canary", "0%"], "above 0% and up to 100%"],
    [["--canary", "101%"], "above 0% and up to 100%"],
    [["--canary", "0.1"], "above 0% and up to 100%"],
    [["--canary", "--shadow"], "wanted one of them"],
  ] as const) {
    const { code, stderr } = await run("promote", "2", ...args);
    expect([code, stderr.includes("OPTION_INVALID"), flat(stderr).includes(words)]).toEqual([1, true, true]);
  }
  const { code, stderr } = await run("promote", "1", "--canary");
  expect([code, stderr.includes("ROLLOUT_REFUSED"), flat(stderr).includes("champion already")]).toEqual([
    1,
    true,
    true,
  ]);
  expect((await json<Shown>("models")).rollout).toBeNull();
});

test("airworthy promote --canary without a server is written, and says that none serves it yet", async () => {
  const { code, stdout } = await run("promote", "2", "--canary", "10%");
  expect(code).toBe(0);
  expect(stdout).toContain("Version 2 is on its way to 10% of the entities; version 1 stays the champion.");
  expect(stdout).toContain("No server serves it yet");
  const again = await run("promote", "2", "--shadow");
  expect([again.code, again.stderr.includes("ROLLOUT_REFUSED")]).toEqual([1, true]);
  const shown = await run("models");
  expect(shown.stdout).toContain("Version 2 is on its way to 10% of the entities");
  expect(shown.stdout).toContain("(against version 1)");
  const back = await run("rollback");
  expect(back.stdout).toContain("Version 2 is taken back; version 1 answers everybody");
  expect((await json<Shown>("models")).rollout).toBeNull();
});

test("a server follows a rollout as its entities see it, and its end", async () => {
  const { child, outcome, line } = await startServing(folder.path, {
    args: ["--threads", "1", "--no-monitor"],
  });
  const answers = async () => {
    const visits = Array.from({ length: 60 }, (_, index) => ({
      visit_id: `${Date.now()} ${index}`,
      customer_id: `c${index}`,
      started_at: new Date().toISOString(),
      channel: "mail",
      pages: 1 + (index % 9),
      basket: index % 5,
    }));
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${line.url}/predict`, {
      method: "POST",
      headers,
      body: JSON.stringify(visits),
    });
    const { predictions } = (await reply.json()) as { predictions: { model_version: number }[] };
    return new Set(predictions.map(({ model_version: version }) => version));
  };
  expect(await answers()).toEqual(new Set([1]));
  const begun = await run("promote", "2", "--canary", "50%");
  expect(begun.stdout).toContain("It is ready in 1 process that answers.");
  expect(await answers()).toEqual(new Set([1, 2]));
  const { rollout } = await json<Shown>("models");
  expect(rollout).toMatchObject({
    rollout: { version: 2, mode: "canary", share: 0.5 },
    decision: { kind: "wait" },
    servers: [{ state: "ready" }],
  });
  const promoted = await run("promote", "2");
  expect(promoted.stdout).toContain("The rollout of version 2 has ended with it.");
  await expect.poll(answers, { timeout: 10_000 }).toEqual(new Set([2]));
  expect((await run("rollback")).stdout).toContain(
    "Version 1 is the champion now, in the place of version 2",
  );
  await expect.poll(answers, { timeout: 10_000 }).toEqual(new Set([1]));
  child.kill("SIGTERM");
  expect((await outcome).code).toBe(0);
  const replayed = await run("replay");
  expect([replayed.code, replayed.stderr]).toEqual([0, ""]);
}, 60_000);
