/** Drift in a recorded history against the baseline of a champion that was really trained, and how old its models were. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import type { Definition } from "../core/definition/index.ts";
import { resolveMonitors } from "../core/definition/resolve-monitors.ts";
import { openEngine } from "../io/engine.ts";
import { findRun, openStore } from "../io/store/index.ts";
import { type Workspace, workspaceOf } from "../io/workspace.ts";
import { watchHistory } from "./watch-history.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.UTC(2026, 5, 1);

let project: TrainedProject;
let workspace: Workspace;
let definition: Definition;
let rows: readonly Readonly<Record<string, unknown>>[];

beforeAll(async () => {
  project = await trainedProject();
  workspace = workspaceOf(project.path);
  await using store = await openStore(workspace.storePath);
  const run = await findRun(store, "latest");
  definition = run.definition;
  const path = join(workspace.snapshot(run.keys.features ?? ""), "features.parquet");
  using engine = await openEngine();
  const names = definition.inputs.map(({ name }) => `"${name}"`).join(", ");
  rows = await engine.all(`SELECT ${names} FROM read_parquet('${path}') ORDER BY hash(_aw_row) LIMIT 1200`);
});
afterAll(() => project[Symbol.asyncDispose]());

async function watched(
  section: Readonly<Record<string, unknown>>,
  lines: readonly object[],
  { place = workspace, everyMs = minuteMs }: { readonly place?: Workspace; readonly everyMs?: number } = {},
) {
  const history = join(project.path, "history.jsonl");
  await writeFile(history, lines.map((line) => JSON.stringify(line)).join("\n"));
  const monitor = resolveMonitors(section);
  return await watchHistory({ definition: { ...definition, monitor }, history, everyMs, workspace: place });
}

/** Rows of the champion's own past, ten a minute; from the second hour on `changed` says what is otherwise. */
async function watch(changed: object, place = workspace) {
  const lines = rows.map((inputs, index) => {
    const time = start + index * 6_000;
    return { time, prediction: true, inputs: { ...inputs, ...(time < start + hourMs ? {} : changed) } };
  });
  const found = await watched({ drift: { over: "30m" } }, lines, { place, everyMs: 10 * minuteMs });
  const fired = found.watched.flatMap(({ alerts }) =>
    alerts.flatMap(({ subject, entries }) =>
      entries
        .filter(({ change }) => change === "firing")
        .map(({ at }) => [subject, (at - start) / hourMs] as const),
    ),
  );
  return { found, fired };
}

test("watchHistory() sees inputs drift in a history, when they did, and none where they did not", async () => {
  const { found, fired } = await watch({});
  expect([found.unwatched, fired.filter(([subject]) => subject !== "prediction")]).toEqual([[], []]);
  const numbers = definition.inputs.filter(({ type }) => type === "number").map(({ name }) => name);
  const [first = ""] = numbers;
  const after = (await watch({ [first]: -5_000 })).fired.filter(([subject]) => subject !== "prediction");
  expect(after.map(([subject]) => subject)).toEqual([first]);
  expect(after[0]?.[1]).toBeGreaterThan(1);
  expect(after[0]?.[1]).toBeLessThan(1.6);
});

test("watchHistory() says why it cannot tell of drift", async () => {
  const nowhere = workspaceOf(join(project.path, "elsewhere"));
  const { found } = await watch({}, nowhere);
  expect(found.unwatched).toEqual([
    { monitor: "drift", why: "the project has no champion whose baseline the rows are compared with" },
  ]);
});

const at = (minute: number, dates: object = {}) => ({
  time: start + minute * minuteMs,
  prediction: true,
  ...dates,
});

/** What happened to a staleness alert, breaches that go on aside: the change, when, and minutes of age. */
async function ages(option: object, lines: readonly object[]) {
  const found = await watched({ staleness: option }, lines);
  const entries = found.watched.flatMap(({ alerts }) => alerts.flatMap((alert) => alert.entries));
  const told = entries.filter(({ change }) => change !== "breached");
  const minutes = (ms: number | null | undefined) => (ms == null ? null : ms / minuteMs);
  return told.map(({ change, at: when, reading }) => [
    change,
    minutes(when - start),
    minutes(reading?.value),
  ]);
}

test("watchHistory() takes a model for as old as the last prediction tells", async () => {
  const lines = [
    at(0),
    at(2, { builtAt: start - 50 * minuteMs }),
    at(30, { builtAt: new Date(start + 20 * minuteMs).toISOString() }),
    at(35),
  ];
  expect(await ages({ alertAbove: "1h", of: "package", latch: false }, lines)).toEqual([
    ["no data", 1, null],
    ["data again", 3, 53],
    ["firing", 11, 61],
    ["resolved", 31, 11],
  ]);
  const dated = [at(0, { dataTo: start - 180 * minuteMs })];
  expect(await ages({ alertAbove: "1h" }, dated)).toEqual([["firing", 1, 181]]);
  const { unwatched } = await watched({ staleness: { alertAbove: "1h" } }, [at(0, { builtAt: start })]);
  expect(unwatched[0]?.why).toBe(
    "no prediction of the history tells dataTo, how new the data of its model was",
  );
});
