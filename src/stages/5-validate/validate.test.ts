import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boolean, category, number, text, timestamp } from "../../core/column.ts";
import { csv, type Definition, mlp, pipeline } from "../../core/definition/index.ts";
import { train as trainModel } from "../4-train/index.ts";
import {
  linearModel,
  madeByHand,
  openScene,
  plainNumber,
  plainText,
  type Scene,
} from "./scene.test.helper.ts";
import { validate } from "./validate.ts";

const columns = { user: text(), ts: timestamp(), x: number(), noise: number(), device: category() };
const base = pipeline({
  name: "will-buy",
  events: {
    source: csv("events.csv"),
    entity: "user",
    time: "ts",
    label: "bought",
    columns: { ...columns, bought: boolean() },
  },
  model: mlp({ hidden: [4], epochs: 2 }),
  validation: { slices: ["device"], bootstrapSamples: 100 },
  gates: { accuracy: { atLeast: 0.8 }, rocAuc: { atLeast: 0.7 }, latencyP99Ms: { atMost: 50 } },
});

/** The definition with the label as another task reads it. */
function labelled(task: "multiclass" | "regression"): Definition {
  return {
    ...base,
    events: { ...base.events, label: { ...base.events.label, task } },
    gates: { ...base.gates, bounds: [] },
  };
}

const inputs = [plainNumber("x"), plainNumber("noise"), plainText("device", ["phone", "tv"])];
const binaryModel = linearModel({ task: "binary", inputs, weight: [6, 0, 0, 0, 0, 0], bias: [0] });

/** `count` rows from `first`; the label is the expression `label`, 1 of 8 rows at random flipped where it is boolean. */
const rowsSql = (first: number, count: number, label: string) =>
  `SELECT i AS _aw_row, 'u' || (i % 40) AS "user", make_timestamp(i * 1000000) AS ts, sin(i * 12.9898) AS x,
     cos(i * 78.233) AS noise, ['phone', 'tv', 'tablet', NULL][i % 4 + 1] AS device, ${label} AS _aw_label
   FROM range(${first}, ${first + count}) r(i) ORDER BY i`;
const clicks = "(sin(i * 12.9898) > 0) <> (substr(md5(i::VARCHAR), 1, 1) IN ('7', '8'))";

interface RunOptions {
  readonly definition?: Definition;
  readonly rows?: number;
  readonly label?: string;
  readonly model?: Uint8Array;
}

async function run(scene: Scene, options: RunOptions = {}) {
  const { definition = base, rows = 600, label = clicks, model = binaryModel } = options;
  return await validate(
    {
      definition,
      trained: madeByHand,
      model: await scene.file("trained.onnx", model),
      train: await scene.table("train.parquet", rowsSql(10_000, 1_500, label === "false" ? clicks : label)),
      validation: await scene.table("validation.parquet", rowsSql(0, rows, label)),
      champion: null,
      directory: scene.directory,
    },
    scene.context,
  );
}

test("validate() reports a binary model whole, writes what ships and leaves latency to packaging", async () => {
  await using scene = await openScene();
  const report = await run(scene);
  expect(report.flow).toEqual({ rowsIn: 600, columnsIn: 5, rowsOut: 600, columnsOut: 1 });
  expect(report.gates.map(({ metric, passed }) => [metric, passed])).toEqual([
    ["accuracy", true],
    ["rocAuc", true],
  ]);
  expect(report.passed).toBe(true);
  expect(report.metrics.accuracy?.value).toBeGreaterThan(0.8);
  expect(report.methods[0]).toContain("resamples 'user', 40 of them;");
  const confusion = report.confusion.flat();
  expect(confusion.reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(((confusion[0] ?? 0) + (confusion[3] ?? 0)) / 600).toBe(report.metrics.accuracy?.value);
  expect(report.slices.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["device = phone", "device = (missing)"]),
  );
  expect(report.importance[0]?.input).toBe("x");
  expect(report.curves?.roc.length).toBeLessThanOrEqual(200);
  expect(report.note).toMatch(/^Accuracy 8\d\S*% .* on 600 rows, 2 of 2 gates passed, calibrated/);
  const scored = await scene.context.engine.all(
    `SELECT avg(CASE WHEN (probability >= ${report.threshold}) = _aw_label THEN 1 ELSE 0 END) AS accuracy
     FROM '${join(scene.directory, "scores.parquet")}'`,
  );
  expect(scored[0]?.accuracy).toBeCloseTo(report.metrics.accuracy?.value ?? 0, 12);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("validate() ships the temperature that it measured with, and warns where it was fitted", async () => {
  await using scene = await openScene();
  const report = await run(scene);
  expect(report.temperature).toBeGreaterThan(1.5);
  expect(report.warnings.join()).toContain("temperature was fitted on the validation rows");
  const shipped = await readFile(join(scene.directory, "model.onnx"));
  expect(shipped).not.toEqual(Buffer.from(binaryModel));
  const off = { ...base, validation: { ...base.validation, calibrate: false } };
  const plain = await run(scene, { definition: off });
  expect(plain.temperature).toBe(1);
  expect(await readFile(join(scene.directory, "model.onnx"))).toEqual(Buffer.from(binaryModel));
  expect(report.metrics.logLoss?.value).toBeLessThan(plain.metrics.logLoss?.value ?? 0);
});

test("validate() is the same for the same input", async () => {
  await using scene = await openScene();
  expect(await run(scene)).toEqual(await run(scene));
});

test("validate() measures the baselines on the same rows", async () => {
  await using scene = await openScene();
  const { baselines } = await run(scene);
  expect(baselines.map(({ name }) => name)).toEqual(["majority class", "logistic regression"]);
  expect(baselines[0]?.metrics).toMatchObject({ rocAuc: 0.5, accuracy: expect.closeTo(0.5, 1) });
  expect(baselines[0]?.metrics.logLoss).toBeCloseTo(Math.LN2, 2);
  expect(baselines[1]?.metrics.accuracy).toBeGreaterThan(0.8);
  await expect(readFile(join(scene.directory, "baseline", "model.onnx"))).rejects.toThrow("ENOENT");
});

test("validate() of rows of one class leaves AUC out, warns, and fails the gate on it", async () => {
  await using scene = await openScene();
  const report = await run(scene, { label: "false" });
  expect(report.metrics.rocAuc).toBeUndefined();
  expect(report.metrics.accuracy).toBeDefined();
  expect(report.warnings).toContain("ROC AUC is undefined: the rows are all of one class.");
  expect(report.temperature).toBe(1);
  expect(report.passed).toBe(false);
  expect(report.gates[1]).toMatchObject({
    value: null,
    explanation: "rocAuc cannot be measured: the rows are all of one class; wanted at least 0.7",
  });
});

test("validate() of a single row answers, and says that intervals mean little", async () => {
  await using scene = await openScene();
  const report = await run(scene, { rows: 1 });
  expect(report.warnings).toContain("There are only 1 validation row: the intervals say little.");
  expect(report.metrics.accuracy).toBeDefined();
  expect(report.slices).toEqual([]);
});

test("validate() of constant predictions has AUC one half and undefined precision", async () => {
  await using scene = await openScene();
  const constant = linearModel({ task: "binary", inputs, weight: [0, 0, 0, 0, 0, 0], bias: [-1] });
  const report = await run(scene, { model: constant });
  expect(report.metrics.rocAuc).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  expect(report.metrics.precision).toBeUndefined();
  expect(report.warnings).toContain("Precision is undefined: no row is predicted true.");
  expect(report.importance.every(({ lossIncrease }) => lossIncrease.value === 0)).toBe(true);
});

test("validate() of inputs that are all missing still measures", async () => {
  await using scene = await openScene();
  const sql = rowsSql(0, 300, clicks);
  const empty = `SELECT * REPLACE (NULL::DOUBLE AS x, NULL::DOUBLE AS noise, NULL::VARCHAR AS device) FROM (${sql})`;
  const report = await validate(
    {
      definition: base,
      trained: madeByHand,
      model: await scene.file("trained.onnx", binaryModel),
      train: await scene.table("train.parquet", rowsSql(10_000, 1_500, clicks)),
      validation: await scene.table("validation.parquet", empty),
      champion: null,
      directory: scene.directory,
    },
    scene.context,
  );
  expect(report.metrics.rocAuc?.value).toBe(0.5);
  expect(report.passed).toBe(false);
});

test("validate() compares with the champion on the same rows", async () => {
  await using scene = await openScene();
  const definition: Definition = { ...base, gates: { bounds: [], notWorseThanChampion: "on each slice" } };
  const weak = linearModel({ task: "binary", inputs, weight: [0.1, 0, 0, 0, 0, 0], bias: [0] });
  const report = await validate(
    {
      definition,
      trained: madeByHand,
      model: await scene.file("trained.onnx", weak),
      train: await scene.table("train.parquet", rowsSql(10_000, 1_500, clicks)),
      validation: await scene.table("validation.parquet", rowsSql(0, 600, clicks)),
      champion: {
        version: 2,
        model: await scene.file(
          "champion.onnx",
          linearModel({ task: "binary", inputs, weight: [3, 0, 0, 0, 0, 0], bias: [0] }),
        ),
        threshold: 0.5,
      },
      directory: scene.directory,
    },
    scene.context,
  );
  expect(report.champion).toMatchObject({ version: 2 });
  expect(report.gates).toHaveLength(1);
  expect(report.gates[0]?.champion).toBe(2);
  expect(report.gates[0]?.passed).toBe(
    report.champion?.verdict !== "worse" && report.champion?.worseSlices.length === 0,
  );
});

test("validate() measures three classes, one of them unknown to the model", async () => {
  await using scene = await openScene();
  const model = linearModel({
    task: "multiclass",
    inputs,
    weight: [3, 0, -3, ...Array(15).fill(0)],
    bias: [0, 0, 0],
    classes: ["high", "middle", "low"],
  });
  const label =
    "CASE WHEN i % 50 = 49 THEN 'new' WHEN sin(i * 12.9898) > 0.5 THEN 'high' WHEN sin(i * 12.9898) < -0.5 THEN 'low' ELSE 'middle' END";
  const report = await run(scene, { definition: labelled("multiclass"), label, model });
  expect(report.metrics.accuracy?.value).toBeGreaterThan(0.5);
  expect(report.confusion).toHaveLength(3);
  expect(report.perClass.map((one) => one.label)).toEqual(["high", "middle", "low"]);
  expect(report.warnings).toContain(
    "12 validation rows of a class that training never saw, counted as wrong.",
  );
  expect(report.threshold).toBeNull();
  expect(report.baselines.map(({ name }) => name)).toEqual(["majority class", "logistic regression"]);
});

test("validate() measures a regression in the label's unit", async () => {
  await using scene = await openScene();
  const model = linearModel({ task: "regression", inputs, weight: [10, 0, 0, 0, 0, 0], bias: [1] });
  const label = "10 * sin(i * 12.9898) + 1 + cos(i * 3.1)";
  const report = await run(scene, { definition: labelled("regression"), label, model });
  expect(report.metrics.rmse?.value).toBeCloseTo(Math.SQRT1_2, 1);
  expect(report.metrics.r2?.value).toBeGreaterThan(0.97);
  expect(report).toMatchObject({ threshold: null, temperature: null, confusion: [], curves: null });
  expect(report.slices.every(({ metric }) => metric.value > 0.5 && metric.value < 1)).toBe(true);
  expect(report.baselines.map(({ name }) => name)).toEqual(["mean", "linear regression"]);
  expect(report.baselines[0]?.metrics.rmse).toBeCloseTo(Math.sqrt(50), 0);
});

test("validate() stops on request", async () => {
  await using scene = await openScene();
  scene.abort.abort();
  await expect(run(scene)).rejects.toMatchObject({ code: "CANCELLED" });
});

test("validate() measures what the train stage exports", async () => {
  await using scene = await openScene();
  const train = await scene.table("train.parquet", rowsSql(10_000, 3_000, clicks));
  const validation = await scene.table("validation.parquet", rowsSql(0, 600, clicks));
  const definition = { ...base, model: mlp({ hidden: [8], epochs: 8, learningRate: 0.01 }) };
  const made = await trainModel({ definition, train, validation, directory: scene.directory }, scene.context);
  const model = await scene.file("trained.onnx", await readFile(join(scene.directory, "model.onnx")));
  const report = await validate(
    { definition, trained: made, model, train, validation, champion: null, directory: scene.directory },
    scene.context,
  );
  expect(report.metrics.accuracy?.value).toBeGreaterThan(0.82);
  expect(report.temperature).toBeGreaterThan(0);
});
