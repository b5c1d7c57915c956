import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainedProject, trainedProject } from "../../test/fixtures/trained-project.ts";
import { openEngine } from "../io/engine.ts";
import { parquetTable } from "../io/parquet-table.ts";
import { type FoundRun, findRun, openStore, type Store } from "../io/store/index.ts";
import { type Workspace, workspaceOf } from "../io/workspace.ts";
import { measureCleaning } from "./measure-cleaning.ts";
import type { RunResult } from "./run-result.ts";
import { lessonPage } from "./views/learn/lesson-page.ts";

let project: TrainedProject;
let store: Store;
let workspace: Workspace;
let run: FoundRun;
let result: RunResult;
beforeAll(async () => {
  project = await trainedProject();
  workspace = workspaceOf(project.path);
  store = await openStore(workspace.storePath);
  run = await findRun(store, "latest");
  result = run.result as RunResult;
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

const fileOf = (stage: keyof FoundRun["keys"], name: string) =>
  parquetTable(join(workspace.snapshot(run.keys[stage] ?? ""), name));

test("measureCleaning() learns from every row of before that does not validate, and measures both on the same rows", async () => {
  const measured = await measureCleaning({ store, workspace, run: "latest" });
  using engine = await openEngine({ threads: 1 });
  const [counted = {}] = await engine.all(
    `SELECT count(*) AS n FROM ${fileOf("collect", "raw.parquet")} WHERE ordered IS NOT NULL
     AND _aw_row NOT IN (SELECT _aw_row FROM ${fileOf("split", "validation.parquet")})
     AND started_at <= (SELECT max(started_at) FROM ${fileOf("split", "train.parquet")})`,
  );
  expect(measured.withoutRules.trainRows).toBe(Number(counted.n));
  expect(measured.withoutRules.trainRows).toBeGreaterThan(result.split.trainRows);
  expect(measured.withRules).toEqual({ trainRows: result.split.trainRows, metrics: result.metrics });
  expect(measured).toMatchObject({ run: run.id, rows: result.split.validationRows });
  expect(measured.rules).toBe(run.definition.rules.length);
  const { value, low, high } = measured.lossDifference;
  const [before, after] = [measured.withRules.metrics.logLoss, measured.withoutRules.metrics.logLoss];
  expect(value).toBeCloseTo((after?.value ?? 0) - (before?.value ?? 0), 6);
  expect(low <= value && value <= high).toBe(true);
  const again = await measureCleaning({ store, workspace, run: run.id });
  expect(again).toEqual(measured);
  const { facts } = await lessonPage({ store, workspace }, "latest");
  expect(measured).toEqual({ run: run.id, name: run.name, ...facts.comparison });
  expect(await findRun(store, "latest")).toMatchObject({ id: run.id }); // it is no run of its own
});

test("lessonPage() tells the figures of the run's own record, and what its model answers", async () => {
  const { facts, whose } = await lessonPage({ store, workspace }, "latest");
  expect(whose).toBe("own");
  expect(facts.data.stages.map(({ rowsOut }) => rowsOut)).toEqual(run.stages.map(({ rowsOut }) => rowsOut));
  expect(facts.packaged?.candidates).toEqual(result.package?.candidates);
  expect(facts.thresholds?.rows[facts.thresholds.chosen]?.threshold).toBe(result.validation.threshold);
  expect(facts.answer?.trace.decision.prediction).toBe(facts.answer?.packaged);
  for (const { values, own } of facts.answer?.sweeps ?? []) {
    expect(values[own]?.score).toBe(facts.answer?.trace.output.values[0]);
    expect(values.map(({ value }) => Number(value))).toEqual(
      values.map(({ value }) => Number(value)).toSorted((a, b) => a - b),
    );
  }
  const { timeline } = facts;
  expect(timeline?.events.map(({ visible }) => visible)).toEqual(
    timeline?.events.map(({ at }) => timeline.events.filter((other) => other.at < at).length),
  );
  expect(JSON.stringify(facts)).not.toMatch(/"c\d+"/); // no customer is named
});

test("a run without validation, or without rules, is refused by its name", async () => {
  await expect(measureCleaning({ store, workspace, run: "nothing" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
