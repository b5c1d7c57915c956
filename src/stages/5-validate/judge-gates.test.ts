import { expect, test } from "vitest";
import type { Definition, Gate } from "../../core/definition/index.ts";
import { answerReport } from "./answer-report.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Compared } from "./compare-champion.ts";
import { gatherEvidence } from "./evidence.ts";
import { judgeGates } from "./judge-gates.ts";
import { measurable } from "./measurable.ts";
import { startPace } from "./pace.ts";
import { rowLosses } from "./row-losses.ts";
import type { Scores } from "./score.ts";
import type { SliceReport } from "./slice-report.ts";

const binary: Scores = {
  task: "binary",
  rows: 10,
  width: 1,
  classes: [],
  answers: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.55, 0.45, 0.4, 0.3, 0.2, 0.1),
  labels: Float64Array.of(1, 1, 0, 1, 0, 1, 0, 0, 0, 0),
};
const regression: Scores = {
  task: "regression",
  rows: 4,
  width: 1,
  classes: [],
  answers: Float32Array.of(1, 2, 3, 10),
  labels: Float64Array.of(1, 2, 4, 4),
};
const multiclass: Scores = {
  task: "multiclass",
  rows: 3,
  width: 2,
  classes: ["a", "b"],
  answers: Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7),
  labels: Float64Array.of(0, 1, 1),
};
const slices: SliceReport[] = [
  { name: "device = phone", rows: 7, metric: { value: 0.86, low: 0.5, high: 1 }, declared: true },
  { name: "device = tablet", rows: 3, metric: { value: 1 / 3, low: 0.1, high: 0.8 }, declared: true },
];

async function judge(
  scores: Scores,
  gates: Partial<Definition["gates"]>,
  given: { slices?: SliceReport[]; compared?: Compared } = {},
) {
  const measured = measurable(scores, 0.5);
  const { sorted, perClass } = answerReport(scores, 0.5);
  const pace = startPace({ signal: new AbortController().signal });
  return judgeGates({
    gates: { bounds: [], notWorseThanChampion: "never", ...gates },
    task: scores.task,
    metrics: await bootstrap(measured, { samples: 20, seed: 1, pace }),
    measured,
    evidence: gatherEvidence({ losses: rowLosses(scores, 0.5), sorted, perClass }),
    slices: given.slices ?? [],
    compared: given.compared ?? null,
  });
}

const atLeast = (metric: Gate["metric"], bound: number): Gate => ({ metric, direction: "atLeast", bound });
const atMost = (metric: Gate["metric"], bound: number): Gate => ({ metric, direction: "atMost", bound });
const explained = async (scores: Scores, gate: Gate, given = {}) =>
  (await judge(scores, { bounds: [gate] }, given))[0]?.explanation;

test("judgeGates() compares the value with the bound, which itself passes", async () => {
  const results = await judge(binary, {
    bounds: [atLeast("accuracy", 0.7), atLeast("recall", 0.76), atMost("latencyP99Ms", 50)],
  });
  expect(results).toEqual([
    { metric: "accuracy", direction: "atLeast", bound: 0.7, value: 0.7, passed: true, explanation: "" },
    {
      metric: "recall",
      direction: "atLeast",
      bound: 0.76,
      value: 0.75,
      passed: false,
      explanation: "recall 0.75 is below 0.76: 1 of 4 true rows are missed",
    },
  ]);
});

test("judgeGates() names the number, the bound, the rows behind it and the worst slice", async () => {
  expect(await explained(binary, atLeast("accuracy", 0.8), { slices })).toBe(
    "accuracy 0.70 is below 0.80: 3 of 10 rows wrong; worst slice device = tablet, 0.33 on 3 rows",
  );
});

test("judgeGates() points to the rows behind every metric", async () => {
  expect(await explained(binary, atMost("logLoss", 0.1))).toMatch(
    /^logLoss 0\.\d+ is above 0\.10: the worst 1 of 10 rows carry \d+% of it$/,
  );
  expect(await explained(binary, atLeast("rocAuc", 0.95))).toBe(
    "rocAuc 0.88 is below 0.95: of the pairs of 4 true rows and 6 false rows, 13% stand in the wrong order",
  );
  expect(await explained(binary, atLeast("rocAuc", 0.925))).toMatch(/^rocAuc 0\.875 is below 0\.925: /);
  expect(await explained(binary, atLeast("prAuc", 0.95))).toMatch(/4 of 10 rows are true$/);
  expect(await explained(binary, atLeast("precision", 0.9))).toBe(
    "precision 0.60 is below 0.90: 2 of 5 rows predicted true are false",
  );
  expect(await explained(binary, atLeast("f1", 0.9))).toBe(
    "f1 0.67 is below 0.90: 1 of 4 true rows are missed, and 2 of 5 rows predicted true are false",
  );
  expect(await explained(binary, atMost("calibrationError", 0.01))).toMatch(
    /: of 1 row scored about 0\.7, 0% are true$/,
  );
  expect(await explained(regression, atMost("rmse", 1))).toBe(
    "rmse 3.04 is above 1.00: the worst 1 of 4 rows carry 97% of the squared error",
  );
  expect(await explained(multiclass, atLeast("macroRecall", 0.9))).toBe(
    "macroRecall 0.75 is below 0.90: the worst class 'b' has recall 0.5 and precision 1 on 2 of the rows",
  );
});

test("judgeGates() fails a gate on a metric that these rows leave undefined, and says why", async () => {
  const one = { ...binary, labels: new Float64Array(10) };
  const [result] = await judge(one, { bounds: [atLeast("rocAuc", 0.8)] });
  expect(result).toMatchObject({
    value: null,
    passed: false,
    explanation: "rocAuc cannot be measured: the rows are all of one class; wanted at least 0.8",
  });
});

test("judgeGates() holds a model to the champion, overall or on each slice", async () => {
  const compared = (verdict: "worse" | "not distinguishable", worseSlices: string[]): Compared => ({
    comparison: { version: 3, lossDifference: { value: 0.05, low: 0.02, high: 0.08 }, verdict, worseSlices },
    championLoss: 0.4,
  });
  const gate = async (wanted: "overall" | "on each slice" | "never", given: Compared) =>
    (await judge(binary, { notWorseThanChampion: wanted }, { compared: given }))[0];
  expect(await gate("overall", compared("worse", []))).toMatchObject({
    metric: "logLoss",
    direction: "atMost",
    bound: 0.4,
    champion: 3,
    passed: false,
    explanation: expect.stringMatching(
      /^logLoss 0\.\d+ against 0\.40 of champion version 3 on the same 10 rows; the loss differs by 0\.02 to 0\.08$/,
    ),
  });
  const onSlice = compared("not distinguishable", ["device = tablet"]);
  expect(await gate("overall", onSlice)).toMatchObject({ passed: true, explanation: "" });
  expect(await gate("on each slice", onSlice)).toMatchObject({
    passed: false,
    explanation: expect.stringMatching(/; worse on device = tablet$/),
  });
  expect(await gate("never", compared("worse", []))).toBeUndefined();
  expect(await judge(binary, { notWorseThanChampion: "overall" })).toEqual([]);
});
