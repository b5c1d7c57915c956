import { expect, test } from "vitest";
import { assess, greatestChange } from "./assess.ts";

const answered = (task: "binary" | "multiclass" | "regression", answers: number[], labels: number[]) => ({
  task,
  width: answers.length / labels.length,
  answers: Float32Array.from(answers),
  labels: Float64Array.from(labels),
});

test("assess() counts a probability at the threshold as true, and takes the mean log loss", () => {
  const { accuracy, logLoss } = assess(answered("binary", [0.5, 0.25, 0.75, 0.125], [1, 0, 0, 1]), 0.5);
  expect(accuracy).toBe(0.5);
  expect(logLoss).toBeCloseTo(-(Math.log(0.5) + Math.log(0.75) + Math.log(0.25) + Math.log(0.125)) / 4, 6);
  expect(assess(answered("binary", [0.5], [1]), 0.6).accuracy).toBe(0);
});

test("assess() takes the most probable class, and a class that the model does not know as wrong", () => {
  const scores = answered("multiclass", [0.5, 0.25, 0.25, 0.125, 0.75, 0.125, 0.5, 0.25, 0.25], [0, 2, -1]);
  const { accuracy, logLoss } = assess(scores, 0.5);
  expect(accuracy).toBeCloseTo(1 / 3, 12);
  expect(logLoss).toBeCloseTo(-(Math.log(0.5) + Math.log(0.125) + Math.log(2 ** -23)) / 3, 6);
});

test("assess() measures numbers by RMSE and R², which is missing where all labels are one", () => {
  expect(assess(answered("regression", [1, 2, 5], [1, 2, 3]), 0)).toEqual({
    accuracy: null,
    logLoss: null,
    rmse: Math.sqrt(4 / 3),
    r2: -1,
  });
  expect(assess(answered("regression", [1, 2], [3, 3]), 0).r2).toBeNull();
});

test("greatestChange() is the greatest difference in either direction", () => {
  expect(greatestChange(Float32Array.of(1, 5, 2), Float32Array.of(1, 1, 4))).toBe(4);
  expect(greatestChange(Float32Array.of(1, 2), Float32Array.of(4, 2))).toBe(3);
});
