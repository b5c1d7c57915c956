import { expect, test } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { calibrate, withTemperature } from "./calibrate.ts";
import { decideThreshold } from "./decide.ts";
import { linearModel, openScene, plainNumber } from "./scene.test.helper.ts";
import { type Scores, score } from "./score.ts";

function scoresOf(rows: number, confidence: number): Scores {
  const random = seededRandom(11);
  const answers = new Float32Array(rows);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const logit = random.normal() * 1.5;
    answers[row] = 1 / (1 + Math.exp(-logit * confidence));
    labels[row] = random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
  return { task: "binary", rows, width: 1, classes: [], answers, labels };
}

test("calibrate() finds the temperature of an overconfident model and says what it gains", () => {
  const { temperature, note } = calibrate(scoresOf(3_000, 3), 1);
  expect(temperature).toBeGreaterThan(2.6);
  expect(temperature).toBeLessThan(3.4);
  expect(note).toMatch(/^Calibrated with temperature .* falls from \S+ to \S+\.$/);
});

test("calibrate() leaves a model alone where cross-fitting gains nothing, and where one class is missing", () => {
  const few = scoresOf(12, 1);
  expect(calibrate(few, 1)).toMatchObject({
    temperature: 1,
    note: expect.stringContaining("Not calibrated"),
  });
  const one = { ...scoresOf(100, 3), labels: new Float64Array(100) };
  expect(calibrate(one, 1).note).toContain("all of one class");
});

test("withTemperature() changes the graph's probabilities and nothing else", async () => {
  await using scene = await openScene();
  const table = await scene.table(
    "rows.parquet",
    "SELECT (i - 5)::DOUBLE AS x, true AS _aw_label FROM range(10) r(i)",
  );
  const model = linearModel({ task: "binary", inputs: [plainNumber("x")], weight: [1], bias: [0.5] });
  const tempered = withTemperature(model, 2.5);
  expect(tempered).toHaveLength(model.length);
  const { answers } = await score({ model: tempered, table }, scene.context);
  answers.forEach((answer, row) => {
    expect(answer).toBeCloseTo(1 / (1 + Math.exp(-(row - 5 + 0.5) / 2.5)), 6);
  });
});

test("withTemperature() refuses a model without one", () => {
  const model = linearModel({ task: "regression", inputs: [plainNumber("x")], weight: [1], bias: [0] });
  expect(() => withTemperature(model, 2)).toThrow("without 'temperature'");
});

test("decideThreshold() takes a fixed one, the best for a metric, or the cheapest", () => {
  const scores: Scores = {
    task: "binary",
    rows: 6,
    width: 1,
    classes: [],
    answers: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.6, 0.9),
    labels: Float64Array.of(0, 0, 1, 0, 1, 1),
  };
  expect(decideThreshold(scores, { kind: "fixed", value: 0.7 })).toBe(0.7);
  expect(decideThreshold(scores, { kind: "best", metric: "accuracy" })).toBeCloseTo(0.5, 6);
  expect(decideThreshold(scores, { kind: "cost", falsePositive: 1, falseNegative: 10 })).toBeCloseTo(0.25, 6);
  expect(decideThreshold(scores, { kind: "cost", falsePositive: 10, falseNegative: 1 })).toBeCloseTo(0.5, 6);
  expect(decideThreshold({ ...scores, task: "regression" }, { kind: "fixed", value: 0.7 })).toBeNull();
  expect(() => decideThreshold(scores, { kind: "best", metric: "logLoss" })).toThrow(
    "wanted one of accuracy, precision, recall, f1",
  );
});
