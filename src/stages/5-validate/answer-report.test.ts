import { expect, test } from "vitest";
import { answerReport } from "./answer-report.ts";
import { linearModel, openScene, plainNumber } from "./scene.test.helper.ts";
import type { Scores } from "./score.ts";
import { score } from "./score.ts";
import { writeScores } from "./write-scores.ts";

test("answerReport() gives the confusion, precision and recall of two classes", () => {
  const scores: Scores = {
    task: "binary",
    rows: 5,
    width: 1,
    classes: [],
    answers: Float32Array.of(0.1, 0.6, 0.7, 0.2, 0.9),
    labels: Float64Array.of(0, 0, 1, 1, 1),
  };
  const { confusion, perClass } = answerReport(scores, 0.5);
  expect(confusion).toEqual([
    [1, 1],
    [1, 2],
  ]);
  expect(perClass).toEqual([
    { label: "false", precision: 1 / 2, recall: 1 / 2, rows: 2 },
    { label: "true", precision: 2 / 3, recall: 2 / 3, rows: 3 },
  ]);
});

test("answerReport() counts a label that the model does not know apart, and 0 for a class never answered", () => {
  const scores: Scores = {
    task: "multiclass",
    rows: 3,
    width: 3,
    classes: ["a", "b", "c"],
    answers: Float32Array.of(0.8, 0.1, 0.1, 0.6, 0.2, 0.2, 0.1, 0.8, 0.1),
    labels: Float64Array.of(0, 2, -1),
  };
  const { confusion, perClass, unknown } = answerReport(scores, 0.5);
  expect(confusion).toEqual([
    [1, 0, 0],
    [0, 0, 0],
    [1, 0, 0],
  ]);
  expect(perClass.map(({ precision, recall, rows }) => [precision, recall, rows])).toEqual([
    [0.5, 1, 1],
    [0, 0, 0],
    [0, 0, 1],
  ]);
  expect(unknown).toBe(1);
});

test("writeScores() writes row ids, probabilities and labels in the table's order", async () => {
  await using scene = await openScene();
  const validation = await scene.table(
    "validation.parquet",
    `SELECT 9000 - i AS _aw_row, i / 1000 AS x, (i % 3)::VARCHAR AS _aw_label FROM range(5000) r(i) ORDER BY i`,
  );
  const model = linearModel({
    task: "multiclass",
    inputs: [plainNumber("x")],
    weight: [1, 0, -1],
    bias: [0, 0, 0],
    classes: ["0", "1", "2"],
  });
  const scores = await score({ model, table: validation }, scene.context);
  const target = `${scene.directory}/scores.parquet`;
  await writeScores(scene.context.engine, scores, { validation, target });
  const written = await scene.context.engine.all(`SELECT * FROM '${target}'`);
  expect(written).toHaveLength(5_000);
  const rows = [...Array(5_000).keys()];
  expect(written.map((row) => row._aw_row)).toEqual(rows.map((row) => 9_000 - row));
  expect(written.flatMap((row) => row.probability)).toEqual([...scores.answers]);
  expect(written.map((row) => row._aw_label)).toEqual(rows.map((row) => String(row % 3)));
});
