import { expect, test } from "vitest";
import { linearModel, openScene, plainNumber, plainText } from "./scene.test.helper.ts";
import { score } from "./score.ts";

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

test("score() answers every row in order: numbers, booleans, texts and missing values", async () => {
  await using scene = await openScene();
  const table = await scene.table(
    "rows.parquet",
    `SELECT * FROM (VALUES
      (1, 0.5::DOUBLE, true, 'phone', true), (2, NULL, false, 'tablet', false),
      (3, -2.0, NULL, NULL, true), (4, 1.0, true, '', false)) t(_aw_row, "a ""x""", flag, device, _aw_label)`,
  );
  const model = linearModel({
    task: "binary",
    inputs: [
      plainNumber('a "x"'),
      { ...plainNumber("flag"), type: "boolean" },
      plainText("device", ["phone"]),
    ],
    weight: [1, 2, 3, 4, 5],
    bias: [0.25],
  });
  const scores = await score({ model, table }, scene.context);
  expect(scores).toMatchObject({ task: "binary", rows: 4, width: 1, classes: [] });
  const logits = [0.5 + 2 + 3, 4, -2 + 5, 1 + 2 + 5].map((sum) => sum + 0.25);
  logits.forEach((logit, row) => {
    expect(scores.answers[row]).toBeCloseTo(sigmoid(logit), 6);
  });
  expect([...scores.labels]).toEqual([1, 0, 1, 0]);
});

test("score() keeps the table's order over many batches and reads a timestamp as microseconds", async () => {
  await using scene = await openScene();
  const table = await scene.table(
    "rows.parquet",
    `SELECT i AS _aw_row, i::DOUBLE / 40000 AS x, make_timestamp(i) AS t, i::DOUBLE AS _aw_label
     FROM range(40000) r(i) ORDER BY i`,
  );
  const time = {
    name: "t",
    type: "number",
    encoding: { kind: "standardise", mean: 0, scale: 40_000, impute: 0, indicator: false },
  } as const;
  const model = linearModel({
    task: "regression",
    inputs: [plainNumber("x"), time],
    weight: [1, 1],
    bias: [0],
  });
  const scores = await score({ model: await scene.file("model.onnx", model), table }, scene.context);
  expect(scores.rows).toBe(40_000);
  const wrong = scores.answers.findIndex((answer, row) => Math.abs(answer - row / 20_000) > 1e-5);
  expect(wrong).toBe(-1);
  expect(scores.labels.every((label, row) => label === row)).toBe(true);
});

test("score() gives a multiclass label its place among the model's classes, −1 where it has none", async () => {
  await using scene = await openScene();
  const table = await scene.table(
    "rows.parquet",
    `SELECT * FROM (VALUES (1, 1.0::DOUBLE, 'it''s'), (2, 0.0, 'b'), (3, 0.0, 'new')) t(_aw_row, x, _aw_label)`,
  );
  const model = linearModel({
    task: "multiclass",
    inputs: [plainNumber("x")],
    weight: [2, 0, 0],
    bias: [0, 0, 0],
    classes: ["b", "it's", "c"],
  });
  const scores = await score({ model, table }, scene.context);
  expect([...scores.labels]).toEqual([1, 0, -1]);
  expect(scores.width).toBe(3);
  expect(scores.answers[0]).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 2), 6);
  expect(scores.answers[3]).toBeCloseTo(1 / 3, 6);
});

test("score() refuses a table without rows and stops on request", async () => {
  await using scene = await openScene();
  const empty = await scene.table("empty.parquet", "SELECT 1.0::DOUBLE AS x, true AS _aw_label WHERE false");
  const one = await scene.table("one.parquet", "SELECT 1.0::DOUBLE AS x, true AS _aw_label");
  const model = linearModel({ task: "binary", inputs: [plainNumber("x")], weight: [1], bias: [0] });
  await expect(score({ model, table: empty }, scene.context)).rejects.toMatchObject({ code: "NO_ROWS" });
  scene.abort.abort();
  await expect(score({ model, table: one }, scene.context)).rejects.toMatchObject({ code: "CANCELLED" });
});

test("score() names the row for which a model answers no number", async () => {
  await using scene = await openScene();
  const table = await scene.table(
    "rows.parquet",
    "SELECT x::DOUBLE AS x, x::DOUBLE AS _aw_label FROM range(3) r(x)",
  );
  const model = linearModel({
    task: "regression",
    inputs: [plainNumber("x")],
    weight: [Number.POSITIVE_INFINITY],
    bias: [0],
  });
  await expect(score({ model, table }, scene.context)).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    message: expect.stringContaining("NaN for row 1"),
  });
});
