import { expect, test } from "vitest";
import { type LearningRateSchedule, mlp } from "../../core/definition/index.ts";
import { learningRateAt } from "./learning-rate.ts";

const cases: readonly (readonly [schedule: LearningRateSchedule, rates: Readonly<Record<number, number>>])[] =
  [
    [{ kind: "constant" }, { 0: 0.1, 3.5: 0.1, 10: 0.1 }],
    [
      { kind: "cosine" },
      { 0: 0.1, 2.5: 0.05 * (1 + Math.SQRT1_2), 5: 0.05, 7.5: 0.05 * (1 - Math.SQRT1_2), 10: 0 },
    ],
    [{ kind: "step" }, { 0: 0.1, 4.99: 0.1, 5: 0.05, 9.99: 0.05, 10: 0.025 }],
    [
      { kind: "step", factor: 0.1, every: 2 },
      { 1.99: 0.1, 2: 0.01, 4: 0.001 },
    ],
    [
      { kind: "constant", warmupEpochs: 2 },
      { 0: 0, 0.5: 0.025, 1: 0.05, 2: 0.1, 7: 0.1 },
    ],
    [
      { kind: "cosine", warmupEpochs: 5 },
      { 0: 0, 2.5: 0.025 * (1 + Math.SQRT1_2), 5: 0.05, 10: 0 },
    ],
  ];

test.each(cases)("learningRateAt() follows the schedule %o", (schedule, rates) => {
  const model = mlp({ schedule, learningRate: 0.1, epochs: 10 });
  for (const [epoch, rate] of Object.entries(rates))
    expect(learningRateAt(model, Number(epoch)), `epoch ${epoch}`).toBeCloseTo(rate, 12);
});
