import { expect, test } from "vitest";
import type { BinaryQuality, ScoreCell } from "../../../core/profile/quality-window.ts";
import { seededRandom } from "../../../core/random.ts";
import { openEngine } from "../../../io/engine.ts";
import { measurable } from "../../5-validate/index.ts";
import { estimateQuality } from "./estimate-quality.ts";
import { measureQuality } from "./measure-quality.ts";
import { profileQuality } from "./profile-quality.ts";
import { binaryScores, loggedBinary, logRows, noPlan } from "./scene.test.helper.ts";

const metrics = ["accuracy", "logLoss", "rocAuc"] as const;

test("estimateQuality() bands hold the metrics of labels drawn from the scores about 19 times of 20", async () => {
  using engine = await openEngine({ threads: 1 });
  for (const { rows, threshold } of [
    { rows: 200, threshold: 0.5 },
    { rows: 1_000, threshold: 0.3 },
  ]) {
    const scores = binaryScores(rows, { seed: rows, spread: 1.5, centre: -0.5 });
    const logged = loggedBinary(scores, threshold).map((row) => ({ ...row, label: null }));
    const [found] = await profileQuality(engine, await logRows(engine, logged), noPlan);
    if (found === undefined) throw new Error("no window");
    expect(measureQuality(found.profile)).toEqual({});
    const estimate = estimateQuality(found.profile);
    const random = seededRandom(1);
    const draws = 1_000;
    const inside = { accuracy: 0, logLoss: 0, rocAuc: 0 };
    for (let draw = 0; draw < draws; draw++) {
      const labels = Float64Array.from(scores.answers, (score) => (random.next() < score ? 1 : 0));
      const measured = measurable({ ...scores, labels }, threshold).values();
      for (const metric of metrics) {
        const { low, high } = estimate[metric] ?? {};
        const value = measured[metric] ?? Number.NaN;
        if (value >= (low ?? Number.NaN) && value <= (high ?? Number.NaN)) inside[metric]++;
      }
    }
    for (const metric of metrics) {
      expect(inside[metric] / draws, `${metric} of ${rows}`).toBeGreaterThan(0.925);
      expect(inside[metric] / draws, `${metric} of ${rows}`).toBeLessThan(0.975);
    }
  }
});

/** 100 predictions of one score, none labelled. */
function oneScore(score: number, said: boolean): BinaryQuality {
  const right = said ? score : 1 - score;
  const cells: ScoreCell[] = [[0, 100, 0, 0, score * 1e8]];
  return {
    kind: "quality",
    task: "binary",
    name: "",
    predicted: 100,
    labelled: 0,
    saidTrue: said ? 100 : 0,
    truePositives: 0,
    falsePositives: 0,
    trueNegatives: 0,
    falseNegatives: 0,
    losses: { loss: 0, lossSquares: 0, scoreSquares: 0 },
    expected: {
      right: right * 1e8,
      rightVariance: score * (1 - score) * 1e8,
      loss: -Math.log(score) * 1e8,
      lossVariance: 0,
    },
    cells,
  };
}

test("estimateQuality() promises what one score says, and no order among equals", () => {
  const { accuracy, rocAuc } = estimateQuality(oneScore(0.2, false));
  expect(accuracy?.value).toBeCloseTo(0.8, 12);
  expect((accuracy?.high ?? 0) - 0.8).toBeCloseTo(1.959964 * Math.sqrt(0.16 / 100), 6);
  expect(rocAuc?.value).toBeCloseTo(0.5, 12);
});

test("estimateQuality() says nothing without predictions", () => {
  expect(estimateQuality({ ...oneScore(0.5, true), predicted: 0, cells: [] })).toEqual({});
});
