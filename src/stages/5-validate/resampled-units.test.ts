import { expect, test } from "vitest";
import { boolean, number, text, timestamp } from "../../core/column.ts";
import { csv, pipeline } from "../../core/definition/index.ts";
import { seededRandom } from "../../core/random.ts";
import { chooseUnits, readUnits, rowUnits } from "./resampled-units.ts";
import { linearModel, madeByHand, openScene, plainNumber, type Scene } from "./scene.test.helper.ts";
import { validate } from "./validate.ts";

const definition = pipeline({
  name: "test",
  events: {
    source: csv("none.csv"),
    entity: "user",
    time: "ts",
    label: "y",
    columns: { user: text(), ts: timestamp(), x: number(), y: boolean() },
  },
  validation: { bootstrapSamples: 300 },
});
const model = linearModel({ task: "binary", inputs: [plainNumber("x")], weight: [2], bias: [0] });

/** Rows whose truth is x > 0 except for one in eight; `user` is an expression of i, x and `odd`. */
const rowsSql = (user: string, rows = 600) =>
  `SELECT i + 1 AS _aw_row, CAST(${user} AS VARCHAR) AS "user", make_timestamp(i * 1000000) AS ts, x, (x > 0) <> odd AS _aw_label
   FROM (SELECT i, sin(i * 12.9898) AS x, substr(md5(i::VARCHAR), 1, 1) IN ('7', '8') AS odd FROM range(${rows}) r(i)) ORDER BY i`;

async function validated(scene: Scene, user: string, rows = 600) {
  const table = await scene.table("rows.parquet", rowsSql(user, rows));
  const path = await scene.file("trained.onnx", model);
  const { metrics, methods } = await validate(
    {
      definition,
      trained: madeByHand,
      model: path,
      train: table,
      validation: table,
      champion: null,
      directory: scene.directory,
    },
    scene.context,
  );
  return { width: (metrics.accuracy?.high ?? 0) - (metrics.accuracy?.low ?? 0), drawn: methods[0] };
}

test("validate() is less sure where the rows of an entity are right or wrong together, and says what it drew", async () => {
  await using scene = await openScene();
  const single = await validated(scene, "i");
  const alike = await validated(scene, "CASE WHEN odd THEN i % 10 ELSE 10 + i % 30 END");
  const few = await validated(scene, "i % 3");
  expect(alike.width).toBeGreaterThan(2 * single.width);
  expect(few.width / single.width).toBeCloseTo(1, 0.4);
  expect(single.drawn).toContain("resamples 'user', 600 of them;");
  expect(alike.drawn).toContain("resamples 'user', 40 of them;");
  expect(few.drawn).toContain("resamples single rows, for 3 values of 'user' are too few;");
});

test("validate() says that it drew some of the units where it did, not where rows are many", async () => {
  await using scene = await openScene();
  const all = await validated(scene, "i % 60", 12_000);
  const some = await validated(scene, "i % 6000", 12_000);
  expect(all.drawn).toContain("(300 samples, seed 1) that resamples 'user', 60 of them;");
  expect(some.drawn).toContain(", drawn from 5,000 of 6,000 units, their deviations scaled to all) that");
});

test("readUnits() gives the rows of one entity one code, in the table's order", async () => {
  await using scene = await openScene();
  const validation = await scene.table("rows.parquet", rowsSql("(i * 7) % 25"));
  const { codes, count } = await readUnits({ definition, validation, rows: 600 }, scene.context);
  expect(count).toBe(25);
  const names = Array.from(codes, (_, row) => String((row * 7) % 25));
  const sorted = [...new Set(names)].sort();
  expect(Array.from(codes)).toEqual(names.map((name) => sorted.indexOf(name)));
});

test("chooseUnits() takes all of few rows; of many, whole entities, and says what to scale by", () => {
  const random = seededRandom(1);
  expect(chooseUnits(rowUnits(500), random)).toMatchObject({ count: 500, scale: 1, rows: { length: 500 } });
  const codes = Uint32Array.from({ length: 100_000 }, (_, row) => row % 4_000);
  const { rows, codes: chosen, count, scale } = chooseUnits({ codes, count: 4_000, method: "" }, random);
  expect([count, scale, rows.length]).toEqual([1_000, 0.5, 25_000]);
  const places = new Map(Array.from(rows, (row, place) => [codes[row], chosen[place]]));
  expect(places.size).toBe(1_000);
  for (const [place, row] of rows.entries()) expect(chosen[place]).toBe(places.get(codes[row]));
  expect(new Set(chosen).size).toBe(1_000);
});
