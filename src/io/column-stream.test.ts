import { expect, test } from "vitest";
import { streamColumns, type TypedBatch } from "./column-stream.ts";
import { openEngine } from "./engine.ts";

async function all(sql: string, batchRows?: number): Promise<TypedBatch[]> {
  using engine = await openEngine();
  const options = batchRows === undefined ? { sql } : { sql, batchRows };
  const batches: TypedBatch[] = [];
  for await (const batch of streamColumns(engine, options)) batches.push(batch);
  return batches;
}

test("streamColumns() yields every row once and in order, in batches of typed columns", async () => {
  const batches = await all(
    "SELECT i::DOUBLE AS number, 'n' || i AS name FROM range(10000) r(i) ORDER BY i",
    4_096,
  );
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.every(({ rows }) => rows <= 4_096)).toBe(true);
  const numbers = batches.flatMap(({ columns }) => [...(columns[0] ?? [])]);
  expect(numbers).toEqual([...Array(10_000).keys()]);
  expect(batches[0]?.columns[0]).toBeInstanceOf(Float64Array);
  const names = batches.flatMap(({ columns }) => [...(columns[1] ?? [])]);
  expect(names).toEqual(numbers.map((number) => `n${number}`));
});

test("streamColumns() gives NaN and the empty text for what is missing", async () => {
  const batches = await all("SELECT NULL::DOUBLE, NULL::VARCHAR UNION ALL SELECT 1.5, '日本'");
  expect(batches[0]?.columns).toEqual([Float64Array.of(Number.NaN, 1.5), ["", "日本"]]);
});

test("streamColumns() yields nothing of no rows", async () => {
  expect(await all("SELECT 1::DOUBLE WHERE false")).toEqual([]);
});

test("streamColumns() carries the SQL where the engine refuses it", async () => {
  await expect(all("SELECT nothing")).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    details: { sql: "SELECT nothing" },
  });
});
