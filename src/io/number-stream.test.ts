import { afterAll, expect, test } from "vitest";
import { openEngine } from "./engine.ts";
import { type NumberColumn, streamNumbers } from "./number-stream.ts";

const engine = await openEngine({ threads: 1 });
afterAll(() => engine[Symbol.dispose]());

test("streamNumbers() gives every row in its order, in arrays of the columns' types that are gone afterwards", async () => {
  const rows = 5_000;
  const sql = `SELECT i / 3.0::DOUBLE AS d, (i / 7.0)::FLOAT AS f, -i::INTEGER AS n FROM range(${rows}) AS r(i)`;
  const [doubles, floats, integers] = [
    new Float64Array(rows),
    new Float32Array(rows),
    new Int32Array(rows),
  ] as const;
  const seen: NumberColumn[] = [];
  const count = await streamNumbers(engine, sql, ([d, f, n], firstRow) => {
    if (!(d instanceof Float64Array && f instanceof Float32Array && n instanceof Int32Array))
      throw new TypeError("other arrays");
    doubles.set(d, firstRow);
    floats.set(f, firstRow);
    integers.set(n, firstRow);
    seen.push(d, f, n);
  });
  expect(count).toBe(rows);
  expect(doubles).toEqual(Float64Array.from({ length: rows }, (_, row) => row / 3));
  expect(floats).toEqual(Float32Array.from({ length: rows }, (_, row) => row / 7));
  expect(integers).toEqual(Int32Array.from({ length: rows }, (_, row) => -row));
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.every(({ buffer }) => buffer.detached)).toBe(true);
});

test("streamNumbers() gives 0 rows of a query that has none", async () => {
  const none = "SELECT 1::DOUBLE AS x WHERE false";
  expect(await streamNumbers(engine, none, () => expect.unreachable())).toBe(0);
});

test("streamNumbers() tells which column is no number", async () => {
  const reading = streamNumbers(engine, "SELECT 1::DOUBLE AS x, 'a' AS y", () => {});
  await expect(reading).rejects.toThrow("column 1 is of type VARCHAR, no number");
  expect(await engine.all("SELECT 1 AS x")).toEqual([{ x: 1 }]);
});

test("streamNumbers() gives the engine's memory back while it reads", async () => {
  const columns = Array.from({ length: 8 }, (_, index) => `(i + ${index})::DOUBLE AS x${index}`);
  const bytes = 3_000_000 * columns.length * 8;
  const before = process.memoryUsage.rss();
  let most = before;
  await streamNumbers(engine, `SELECT ${columns.join(", ")} FROM range(3000000) AS r(i)`, () => {
    most = Math.max(most, process.memoryUsage.rss());
  });
  expect(most - before).toBeLessThan(bytes / 2);
});
