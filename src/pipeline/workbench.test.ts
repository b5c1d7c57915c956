import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { boolean, number, text, timestamp } from "../core/column.ts";
import { csv, type Definition, mlp, pipeline, slack } from "../core/definition/index.ts";
import type { RunEvent } from "../core/progress.ts";
import { openStore, type Store, startRun } from "../io/store/index.ts";
import { prepareWorkspace, workspaceOf } from "../io/workspace.ts";
import type { StageContext } from "../stages/context.ts";
import { stageKey } from "./stage-key.ts";
import { Workbench, type WorkbenchOptions } from "./workbench.ts";

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
  await prepareWorkspace(workspaceOf(directory), "m");
  store = await openStore(workspaceOf(directory).storePath);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const options = {
  name: "m",
  events: {
    source: csv("a.csv"),
    entity: "user",
    time: "at",
    label: "y",
    columns: { user: text(), at: timestamp(), x: number({ min: 0 }), y: boolean() },
  },
} as const;
const definition = pipeline(options);

async function bench(given: Partial<WorkbenchOptions> = {}): Promise<Workbench> {
  const run = await startRun(store, { definition, now: Date.now() });
  return new Workbench({
    definition,
    projectDirectory: directory,
    workspace: workspaceOf(directory),
    store,
    run,
    onEvent: () => {},
    now: Date.now,
    signal: new AbortController().signal,
    ...given,
  });
}

const flow = { rowsIn: 3, columnsIn: 2, rowsOut: 3, columnsOut: 2 };

async function cleanOnce(given: Partial<WorkbenchOptions> = {}, times = { worked: 0 }) {
  await using on = await bench(given);
  return await on.stage("clean", ["input"], async (folder, context) => {
    times.worked += 1;
    await writeFile(join(folder, "clean.parquet"), "rows");
    context.emit({ kind: "warning", stage: "clean", message: "look here" });
    return { flow, note: "worked", nothing: Number.NaN };
  });
}

test("Workbench.stage() takes the result that stands, and its warnings with it", async () => {
  const times = { worked: 0 };
  const first = await cleanOnce({}, times);
  const events: RunEvent[] = [];
  const second = await cleanOnce({ onEvent: (event) => void events.push(event) }, times);
  expect(times.worked).toBe(1);
  expect([first.reused, second.reused]).toEqual([false, true]);
  expect(second.result).toEqual(first.result);
  expect(events.map(({ kind }) => kind)).toEqual(["stageStarted", "warning", "stageFinished"]);
});

test("Workbench.stage() works again where a file of the result is damaged", async () => {
  const { directory: folder } = await cleanOnce();
  await writeFile(join(folder, "clean.parquet"), "ro");
  expect((await cleanOnce()).reused).toBe(false);
  await writeFile(join(folder, "stage.json"), "{");
  expect((await cleanOnce()).reused).toBe(false);
  expect((await cleanOnce()).reused).toBe(true);
});

test("Workbench.stage() leaves nothing of a stage that fails", async () => {
  await using on = await bench();
  const failing = on.stage("clean", ["input"], async (folder) => {
    await writeFile(join(folder, "clean.parquet"), "half");
    throw new Error("no luck");
  });
  await expect(failing).rejects.toThrow("no luck");
  expect(await readdir(workspaceOf(directory).snapshots)).toEqual([]);
});

test("Workbench.stage() of two runs at once ends with one result for both", async () => {
  const results = await Promise.all([cleanOnce(), cleanOnce(), cleanOnce()]);
  expect(new Set(results.map(({ directory: folder }) => folder)).size).toBe(1);
  expect((await readdir(workspaceOf(directory).snapshots)).length).toBe(1);
  expect((await cleanOnce()).reused).toBe(true);
});

test("Workbench.stage() ends as CANCELLED when a query is interrupted by the signal", async () => {
  const cancel = new AbortController();
  await using on = await bench({ signal: cancel.signal });
  const long = on.stage("clean", ["input"], async (_, { engine }) => {
    setTimeout(() => cancel.abort(), 50);
    await engine.run(
      "SELECT count(*) FROM range(100_000_000) a, range(100_000) b WHERE a.range + b.range = -1",
    );
    return { flow, note: "" };
  });
  await expect(long).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(on.stage("split", [], () => Promise.reject(new Error("not reached")))).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("stageKey() changes with the parts that a stage reads, and with no others", () => {
  const keysOf = (given: Definition) =>
    (["collect", "clean", "features", "split", "train", "validate", "package"] as const).map((stage) =>
      stageKey(stage, given, ["same"]),
    );
  const before = keysOf(definition);
  const changed = (given: Definition) => keysOf(given).map((key, index) => key !== before[index]);
  expect(changed(pipeline({ ...options, model: mlp({ epochs: 3 }) }))).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
  expect(changed(pipeline({ ...options, gates: { accuracy: { atLeast: 0.5 } } }))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(changed(pipeline({ ...options, clean: ({ x }) => [x.isMissing().drop()] }))).toEqual([
    false,
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(changed(pipeline({ ...options, split: { validation: 0.3 } }))).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
    true,
  ]);
  const told = pipeline({ ...options, notify: { channels: { team: slack({ url: "env:SLACK_URL" }) } } });
  expect(changed(told), "no stage reads who is told").not.toContain(true);
  expect(stageKey("clean", definition, ["other"])).not.toBe(before[1]);
});

test("prepareWorkspace() removes what dead processes left, and nothing of the living", async () => {
  const { snapshots } = workspaceOf(directory);
  await cleanOnce();
  const [standing] = await readdir(snapshots);
  const { asideName } = await import("../io/aside.ts");
  const living = asideName("abc");
  const dead = living.replace(`-${process.pid}-`, "-4194305-");
  const elsewhere = ".aside-00000000-1-abc";
  const old = ".aside-00000000-2-abc";
  for (const name of [living, dead, elsewhere, old]) await mkdir(join(snapshots, name));
  const longAgo = new Date(Date.now() - 30 * 86_400_000);
  await utimes(join(snapshots, old), longAgo, longAgo);
  await prepareWorkspace(workspaceOf(directory), "m");
  expect((await readdir(snapshots)).sort()).toEqual([elsewhere, living, standing].sort());
});

test("Workbench.prepare() does a stage's work beforehand, and the stage tells of it as its own", async () => {
  const events: RunEvent[] = [];
  await using on = await bench({ onEvent: (event) => void events.push(event) });
  let worked = 0;
  const work = async (folder: string, context: StageContext) => {
    worked += 1;
    await writeFile(join(folder, "clean.parquet"), "rows");
    context.emit({ kind: "warning", stage: "clean", message: "look here" });
    return { flow, note: "worked" };
  };
  const prepared = await on.prepare("clean", ["beforehand"], work);
  expect([events, on.summaries, on.warnings]).toEqual([[], [], []]);
  const done = await on.stage("clean", ["beforehand"], work);
  expect([worked, done.directory, done.reused]).toEqual([1, prepared.directory, false]);
  expect(on.warnings).toMatchObject([{ message: "look here" }]);
  await using later = await bench();
  await later.prepare("clean", ["beforehand"], work);
  expect([(await later.stage("clean", ["beforehand"], work)).reused, worked]).toEqual([true, 1]);
});
