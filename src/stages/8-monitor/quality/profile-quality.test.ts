import { afterAll, beforeAll, expect, test } from "vitest";
import type { Metric } from "../../../core/metric.ts";
import { mergeQuality } from "../../../core/profile/merge-quality.ts";
import type { QualityWindow } from "../../../core/profile/quality-window.ts";
import { seededRandom } from "../../../core/random.ts";
import { type Engine, openEngine } from "../../../io/engine.ts";
import { measurable, type Scores } from "../../5-validate/index.ts";
import { measureQuality } from "./measure-quality.ts";
import { profileQuality } from "./profile-quality.ts";
import type { QualityPlan } from "./quality-plan.ts";
import { binaryScores, type LoggedRow, loggedBinary, logRows, noPlan } from "./scene.test.helper.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

async function windowOf(rows: readonly LoggedRow[], plan: QualityPlan): Promise<QualityWindow> {
  const [first, ...more] = await profileQuality(engine, await logRows(engine, rows), plan);
  if (first === undefined || more.length > 0) throw new Error(`${more.length + 1} windows, wanted one`);
  return first.profile;
}

/** How far a metric may be from validation's, for those that are read from cells or from rounded values. */
const tolerance: Partial<Record<Metric, number>> = {
  rocAuc: 0.001,
  prAuc: 0.005,
  calibrationError: 0.01,
  logLoss: 1e-6,
  brier: 1e-6,
};

function expectMetrics(window: QualityWindow, scores: Scores, threshold: number): void {
  const exact = measurable(scores, threshold).values();
  const measured = measureQuality(window);
  for (const [name, value] of Object.entries(exact)) {
    const figure = measured[name as Metric];
    if (Number.isNaN(value)) expect(figure, name).toBeUndefined();
    else {
      const off = Math.abs((figure?.value ?? Number.NaN) - value);
      expect(off, `${name} ${figure?.value} ${value}`).toBeLessThanOrEqual(tolerance[name as Metric] ?? 1e-9);
    }
  }
}

test.each([
  { spread: 1.5, centre: 0, threshold: 0.5 },
  { spread: 0.3, centre: -3, threshold: 0.05 },
  { spread: 4, centre: 1, threshold: 0.7 },
  { spread: 0, centre: 0.5, threshold: 0.5 },
])(
  "profileQuality() of scores spread $spread about $centre gives what validation measures",
  async (shape) => {
    const scores = binaryScores(5_000, { seed: 7, ...shape });
    expectMetrics(await windowOf(loggedBinary(scores, shape.threshold), noPlan), scores, shape.threshold);
  },
);

test("profileQuality() of one class leaves out what is undefined", async () => {
  const scores = { ...binaryScores(50, { seed: 3, spread: 1, centre: -2 }), labels: new Float64Array(50) };
  const window = await windowOf(loggedBinary(scores, 0.9999), noPlan);
  expectMetrics(window, scores, 0.9999);
  expect(measureQuality(window).rocAuc).toBeUndefined();
});

test("profileQuality() counts what is not labelled, cannot be read, and has no score", async () => {
  const row = { windowStart: 60_000, prediction: "true", probability: 0.75 };
  const rows = [
    { ...row, label: null },
    { ...row, label: "null" },
    { ...row, label: '"yes"' },
    { ...row, label: "true" },
    { ...row, label: "false", probability: null },
  ];
  const [found] = await profileQuality(engine, await logRows(engine, rows), noPlan);
  expect(found?.windowStart).toBe(60_000);
  expect(found?.profile).toMatchObject({
    predicted: 5,
    labelled: 2,
    saidTrue: 5,
    truePositives: 1,
    falsePositives: 1,
    losses: { loss: 287_682, scoreSquares: 62_500 },
    expected: { right: 3_000_000, rightVariance: 750_000 },
    cells: [[18, 4, 0, 1, 3_000_000]],
  });
});

test("profileQuality() reads a number label by its bound", async () => {
  const row = { windowStart: 0, prediction: "true", probability: 0.75 };
  const labels = ["10", "10.5", "-3", "1e3", "null"];
  const window = await windowOf(
    labels.map((label) => ({ ...row, label })),
    { ...noPlan, above: 10 },
  );
  expect(window).toMatchObject({ predicted: 5, labelled: 4, truePositives: 2, falsePositives: 2 });
});

test("profileQuality() by window and slice merges to what all rows give at once", async () => {
  const random = seededRandom(11);
  const devices = ["phone", "tablet", null];
  const all = loggedBinary(binaryScores(2_000, { seed: 5, spread: 1.5, centre: 0.3 }), 0.5).map((row) => ({
    ...row,
    windowStart: 60_000 * Math.floor(random.next() * 7),
    label: random.next() < 0.4 ? null : row.label,
    columns: { device: devices[Math.floor(random.next() * 3)] ?? null },
  }));
  const plan = {
    ...noPlan,
    slices: [{ column: "device", sql: `coalesce('device = ' || "columns.device", 'device = (missing)')` }],
  };
  const found = await profileQuality(engine, await logRows(engine, all), plan);
  expect(found).toHaveLength(7 * 4);
  for (const name of ["", "device = phone", "device = tablet", "device = (missing)"]) {
    const own = found.filter(({ profile }) => profile.name === name).map(({ profile }) => profile);
    const wanted = all
      .filter(({ columns }) => name === "" || name === `device = ${columns.device ?? "(missing)"}`)
      .map((row) => ({ ...row, windowStart: 0 }));
    expect(own.reduce(mergeQuality)).toEqual({ ...(await windowOf(wanted, noPlan)), name });
  }
});

test("profileQuality() of several classes gives what validation measures", async () => {
  const classes = ["it's", 'a "b"', "c"];
  const random = seededRandom(2);
  const rows = 3_000;
  const answers = new Float32Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const odds = classes.map(() => Math.exp(3 * random.next()));
    const sum = odds.reduce((total, each) => total + each, 0);
    answers.set(
      odds.map((each) => each / sum),
      row * 3,
    );
  }
  const labels = Float64Array.from({ length: rows }, () => Math.floor(random.next() * 4) - 1);
  const scores: Scores = { task: "multiclass", rows, width: 3, classes, answers, labels };
  const logged = Array.from(labels, (label, row): LoggedRow => {
    const shares = [...answers.subarray(row * 3, row * 3 + 3)];
    const best = shares.indexOf(Math.max(...shares));
    return {
      windowStart: 0,
      prediction: classes[best] ?? "",
      probability: shares[best] ?? null,
      probabilities: Object.fromEntries(shares.map((share, at) => [classes[at], share])),
      label: JSON.stringify(classes[label] ?? "unheard of"),
    };
  });
  const window = await windowOf(logged, { ...noPlan, task: "multiclass", classes });
  expectMetrics(window, scores, 0);
});

test("profileQuality() of numbers gives what validation measures, far from zero too", async () => {
  const random = seededRandom(4);
  const rows = 2_000;
  const labels = Float64Array.from({ length: rows }, () => 1e6 + 30 * random.next());
  const answers = Float32Array.from(labels, (label) => label + 8 * (random.next() - 0.5));
  const scores: Scores = { task: "regression", rows, width: 1, classes: [], answers, labels };
  const logged = Array.from(answers, (answer, row) => ({
    windowStart: 0,
    prediction: String(answer),
    probability: null,
    label: String(labels[row]),
  }));
  const window = await windowOf(
    [...logged, { windowStart: 0, prediction: "1", probability: null, label: null }],
    { ...noPlan, task: "regression", unit: 2 ** -11 },
  );
  expect(window).toMatchObject({ predicted: rows + 1, labelled: rows });
  const exact = measurable(scores, 0).values();
  const { mae, rmse, r2 } = measureQuality(window);
  expect(mae?.value).toBeCloseTo(exact.mae ?? 0, 4);
  expect(rmse?.value).toBeCloseTo(exact.rmse ?? 0, 4);
  expect(r2?.value).toBeCloseTo(exact.r2 ?? 0, 4);
});
