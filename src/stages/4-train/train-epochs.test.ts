import { afterAll, expect, test } from "vitest";
import { boolean, number } from "../../core/column.ts";
import { tensorOf } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import { binaryLoss } from "../../core/statistics/log-loss.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { openSession } from "../../io/runtime.ts";
import { type Learner, openLearner } from "./learner.ts";
import { initialParameters } from "./network.ts";
import type { Rows } from "./rows.ts";
import { openRowReader } from "./rows.ts";
import { define, openScene } from "./scene.test.helper.ts";
import { trainEpochs } from "./train-epochs.ts";

const scene = await openScene();
afterAll(() => scene[Symbol.asyncDispose]());

test("train() stops after `patience` epochs without a better one and exports the best", async () => {
  await scene.tables(
    `SELECT (hash(i) % 1000) / 100.0 AS x1, (hash(i + 1000) % 1000) / 100.0 AS x2, hash(i + 2000) % 2 = 0 AS _aw_label FROM range(160) AS r(i)`,
    80,
  );
  const model = {
    hidden: [32],
    epochs: 200,
    batchSize: 8,
    learningRate: 0.03,
    earlyStopping: { patience: 4 },
  };
  const {
    epochs,
    bestEpoch,
    stoppedEarly,
    model: bytes,
  } = await scene.train(define({ x1: number(), x2: number() }, boolean(), model));
  const losses = epochs.map(({ validationLoss }) => validationLoss);
  expect(stoppedEarly).toBe(true);
  expect(losses[bestEpoch - 1]).toBe(Math.min(...losses));
  expect(epochs).toHaveLength(bestEpoch + 4);
  expect(losses.at(-1)).toBeGreaterThan(Math.min(...losses) * 1.01);
  const rows = await scene.engine.all(`FROM ${parquetTable(scene.paths.validation)}`);
  const session = await openSession(bytes);
  const feed = (name: string) =>
    tensorOf(
      "double",
      [rows.length, 1],
      rows.map((row) => Number(row[name])),
    );
  const { probability } = await session.run({ x1: feed("x1"), x2: feed("x2") });
  await session.dispose();
  const loss = rows.reduce(
    (sum, { _aw_label }, row) => sum + binaryLoss(Number(probability?.data[row]), _aw_label === true ? 1 : 0),
    0,
  );
  expect(loss / rows.length).toBeCloseTo(losses[bestEpoch - 1] ?? 0, 5);
});

/** A learner in this thread, with what it was told: the first column of each row that a step trained on. */
async function watchedLearner(inner: Learner) {
  const trained: number[] = [];
  const heldRows: number[] = [];
  let held: Rows | null = null;
  const learner: Learner = {
    async hold(side, rows) {
      if (side === "train") {
        held = rows;
        heldRows.push(rows.count);
      }
      await inner.hold(side, rows);
    },
    step(steps) {
      for (const row of steps.rows) trained.push(held?.dense[row] ?? Number.NaN);
      return inner.step(steps);
    },
    evaluate: (side) => inner.evaluate(side),
    parameters: () => inner.parameters(),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
  return { learner, trained, heldRows };
}

test("trainEpochs() trains on every row once an epoch, chunk by chunk, each time in another order", async () => {
  const rows = 1_003;
  await scene.tables(`SELECT i::DOUBLE AS x, i % 2 = 0 AS _aw_label FROM range(${rows + 20}) AS r(i)`, 20);
  const definition = define({ x: number() }, boolean(), { hidden: [], batchSize: 32, epochs: 3 });
  const encoding = { kind: "standardise", mean: 0, scale: 1_000, impute: 0, indicator: false } as const;
  const inputs = [{ name: "x", type: "number", start: 0, encodedNames: ["x"], encoding } as const];
  const target = { mean: 0, scale: 1 };
  const { train, validation } = scene.paths;
  await using reader = await openRowReader(scene.engine, {
    definition,
    inputs,
    classes: [],
    target,
    paths: [train, validation],
  });
  const initial = initialParameters([1, 1], { seed: 1, activeInputs: 1, emptyColumns: [] });
  const graph = {
    task: "binary",
    widths: [1, 1],
    denseColumns: 1,
    codeColumns: 0,
    classWeights: null,
    l2: 0,
    weightDecay: 0,
    clipGradient: null,
    dropoutPatterns: [],
  } as const;
  const { learner, trained, heldRows } = await watchedLearner(await openLearner({ graph, initial }));
  await using _closed = learner;
  const context = { engine: scene.engine, emit: () => {}, now: () => 0, signal: scene.abort.signal };
  const input = {
    definition,
    files: scene.paths,
    reader,
    learner,
    random: seededRandom(3),
    widths: [1, 1],
    lossUnit: 1,
  };
  await trainEpochs({ ...input, chunkBytes: 8 * 100 }, context);
  expect(Math.max(...heldRows)).toBeLessThanOrEqual(100);
  expect(heldRows.length).toBeGreaterThanOrEqual(3 * 11 - 2);
  const epochs = [0, 1, 2].map((epoch) => trained.slice(epoch * rows, (epoch + 1) * rows));
  const all = Array.from({ length: rows }, (_, row) => Math.fround(row / 1_000));
  for (const epoch of epochs) expect(epoch.toSorted((one, other) => one - other)).toEqual(all);
  expect(new Set(epochs.map(String)).size).toBe(3);
  const start = trained.slice(0, 80);
  expect(start).not.toEqual(start.toSorted((one, other) => one - other));
  expect(trained).toHaveLength(3 * rows);
});
