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

test("train() names the feature, the row and the value where a number is infinite", async () => {
  const rows = (values: string) =>
    `SELECT i % 7 AS x, CASE i ${values} ELSE (i % 5)::DOUBLE END AS ratio, i % 3 = 0 AS _aw_label FROM range(1, 241) AS r(i)`;
  const definition = define({ x: number(), ratio: number() }, boolean());
  await scene.tables(rows("WHEN 7 THEN NULL WHEN 31 THEN '-inf'::DOUBLE WHEN 90 THEN 'nan'::DOUBLE"), 40);
  await expect(scene.train(definition)).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message:
      "Cannot train on 'ratio': it is -inf in row 31, one of 2 such rows; wanted a finite number, or a missing value.",
    details: { column: "ratio", row: 31, value: "-inf", rows: 2 },
  });
  await scene.tables(rows("WHEN 3 THEN 1e308 WHEN 4 THEN -1e308 WHEN 7 THEN NULL"), 40);
  expect((await scene.train(definition)).epochs).toHaveLength(2);
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
