import { afterAll, expect, test } from "vitest";
import { boolean, category, number } from "../../core/column.ts";
import { countOf } from "../../core/format.ts";
import { negativeLog } from "../../core/statistics/log-loss.ts";
import { define, layersIn, openScene } from "./scene.test.helper.ts";

const scene = await openScene();
afterAll(() => scene[Symbol.asyncDispose]());

test("train() takes columns that are all missing or constant, and 100,000 categories", async () => {
  await scene.tables(
    `SELECT NULL::DOUBLE AS nothing, 3.5::DOUBLE AS same, NULL::VARCHAR AS silent, 'one' AS word,
      'c' || (i % 100000) AS many, i % 3 = 0 AS _aw_label FROM range(120000) AS r(i)`,
    10_000,
  );
  const columns = {
    nothing: number(),
    same: number(),
    silent: category(),
    word: category(),
    many: category(),
  };
  const { epochs, inputs, model, widths } = await scene.train(
    define(columns, boolean(), { batchSize: 2_048, hashAbove: 500 }),
  );
  expect(inputs.map(({ encoding }) => encoding.kind)).toEqual([
    "standardise",
    "standardise",
    "oneHot",
    "oneHot",
    "hash",
  ]);
  expect(widths[0]).toBe(2 + 1 + 2 + 3 + 501);
  for (const { trainLoss, validationLoss } of epochs) expect(trainLoss + validationLoss).toBeLessThan(2);
  for (const { weight, bias } of layersIn(model)) {
    expect(weight.every(Number.isFinite)).toBe(true);
    expect(bias.every(Number.isFinite)).toBe(true);
  }
});

test("train() counts a class that only validation rows have as wrong, at the least probability's loss, and warns", async () => {
  const rows = (unseen: string) =>
    `SELECT (i % 5)::DOUBLE AS x, CASE WHEN i > 220 THEN ${unseen} ELSE ['a', 'b'][1 + i % 2] END AS _aw_label FROM range(1, 241) AS r(i)`;
  const definition = define({ x: number() }, category());
  await scene.tables(rows("['a', 'b'][1 + i % 2]"), 40);
  const seen = (await scene.train(definition)).epochs[0];
  expect(scene.events.filter(({ kind }) => kind === "warning")).toEqual([]);
  await scene.tables(rows("'c'"), 40);
  const {
    epochs: [unseen],
    classes,
  } = await scene.train(definition);
  expect(classes).toEqual(["a", "b"]);
  expect(unseen?.trainLoss).toBe(seen?.trainLoss);
  expect(unseen?.validationAccuracy).toBeLessThanOrEqual(0.5);
  expect(unseen?.validationLoss).toBeGreaterThan(negativeLog(0) / 2);
  expect(unseen?.validationLoss).toBeLessThan(negativeLog(0) / 2 + 1);
  const [warning] = scene.events.filter(({ kind }) => kind === "warning");
  expect(warning).toMatchObject({
    stage: "train",
    message: expect.stringContaining(countOf(20, "validation row")),
  });
});
