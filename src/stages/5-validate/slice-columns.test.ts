import { expect, test } from "vitest";
import { openScene } from "./scene.test.helper.ts";
import { type SliceColumn, sliceColumns } from "./slice-columns.ts";

async function slicesOf(sql: string, rows: number, options: { hidden?: string[]; leastRows?: number } = {}) {
  await using scene = await openScene();
  const { hidden = [], leastRows = 1 } = options;
  await scene.context.engine.run(`CREATE TEMP TABLE t AS ${sql}`);
  return await sliceColumns(scene.context.engine, {
    source: "t",
    rows,
    columns: ["c"],
    hidden: new Set(hidden),
    leastRows,
  });
}

function namesByRow([column]: readonly SliceColumn[]): (string | undefined)[] {
  return [...(column?.codes ?? [])].map((code) => column?.names[code]);
}

test("sliceColumns() gives each text value a code, and missing ones their own", async () => {
  const found = await slicesOf("SELECT unnest(['phone', 'it''s', NULL, 'phone', '日本']) AS c", 5);
  expect(namesByRow(found)).toEqual(["c = phone", "c = it's", "c = (missing)", "c = phone", "c = 日本"]);
});

test("sliceColumns() lumps values with too few rows, missing ones too", async () => {
  const found = await slicesOf("SELECT unnest(['a', 'a', 'b', NULL, 'a', 'd', 'd']) AS c", 7, {
    leastRows: 2,
  });
  expect(namesByRow(found)).toEqual([
    "c = a",
    "c = a",
    "c = (2 other values)",
    "c = (2 other values)",
    "c = a",
    "c = d",
    "c = d",
  ]);
  expect(found[0]?.lumped).toBe(2);
});

test("sliceColumns() lumps a column of 100,000 values beyond the most frequent fifty", async () => {
  const found = await slicesOf(
    "SELECT CASE WHEN i < 5000 THEN 'common' ELSE 'v' || i END AS c FROM range(105000) r(i) ORDER BY i",
    105_000,
    { leastRows: 30 },
  );
  expect(found[0]?.names).toEqual(["c = common", "c = (100,000 other values)"]);
  expect(found[0]?.codes.filter((code) => code === 1)).toHaveLength(100_000);
});

test("sliceColumns() cuts numbers with many values at quartiles that its names say exactly", async () => {
  const found = await slicesOf(
    "SELECT CASE WHEN i = 7 THEN NULL ELSE i * 1.2345 END AS c FROM range(1000) r(i) ORDER BY i",
    1_000,
  );
  expect(found[0]?.names).toEqual(["c < 309", "309 ≤ c < 617", "617 ≤ c < 925", "c ≥ 925", "c = (missing)"]);
  const [column] = found;
  for (const [row, code] of (column?.codes ?? new Uint8Array(0)).entries()) {
    const value = row * 1.2345;
    expect(code).toBe(row === 7 ? 4 : [309, 617, 925].filter((edge) => value >= edge).length);
  }
});

test("sliceColumns() takes few numbers and booleans by value, and leaves a constant out", async () => {
  expect(namesByRow(await slicesOf("SELECT unnest([1.0, 2.5, 1.0]::DOUBLE[]) AS c", 3))).toEqual([
    "c = 1",
    "c = 2.5",
    "c = 1",
  ]);
  expect(namesByRow(await slicesOf("SELECT unnest([true, false, NULL]) AS c", 3))).toEqual([
    "c = true",
    "c = false",
    "c = (missing)",
  ]);
  expect(await slicesOf("SELECT unnest(['x', 'x']) AS c", 2)).toEqual([]);
  expect(await slicesOf("SELECT unnest([NULL, NULL]::DOUBLE[]) AS c", 2)).toEqual([]);
});

test("sliceColumns() shows a hash in place of personal data", async () => {
  const found = await slicesOf("SELECT unnest(['ada@example.org', 'bob@example.org']) AS c", 2, {
    hidden: ["c"],
  });
  expect(found[0]?.names.every((name) => /^c = #[0-9a-f]{8}$/.test(name))).toBe(true);
});
