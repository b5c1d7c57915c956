import { expect, test } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { startPace } from "./pace.ts";
import type { SliceColumn } from "./slice-columns.ts";
import { worstSlices } from "./worst-slices.ts";

const rows = 2_000;

function randomColumns(columns: number, seed: number): SliceColumn[] {
  const random = seededRandom(seed);
  return Array.from({ length: columns }, (_, column) => ({
    column: `c${column}`,
    names: ["a", "b", "c", "d"].map((value) => `c${column} = ${value}`),
    codes: Uint8Array.from({ length: rows }, () => random.below(4)),
    lumped: null,
  }));
}

/** Wrong with chance 0.15, but with `chance` where `bad` holds. */
function answers(seed: number, bad: (row: number) => boolean, chance: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: rows }, (_, row) => (random.next() < (bad(row) ? chance : 0.15) ? 1 : 0));
}

const search = (columns: readonly SliceColumn[], wrong: Uint8Array) =>
  worstSlices(columns, {
    wrong,
    leastRows: 30,
    pace: startPace({ signal: new AbortController().signal }),
  });

test("worstSlices() finds a bad value, with all its rows", async () => {
  const columns = randomColumns(8, 1);
  const codes = columns[3]?.codes ?? new Uint8Array(0);
  const [worst] = await search(
    columns,
    answers(2, (row) => codes[row] === 2, 0.35),
  );
  expect(worst?.name).toBe("c3 = c");
  expect(worst?.rows).toEqual([...Array(rows).keys()].filter((row) => codes[row] === 2));
});

test("worstSlices() finds a bad pair whose values alone are not the reason", async () => {
  const columns = randomColumns(8, 3);
  const [one, other] = [columns[1]?.codes ?? new Uint8Array(0), columns[6]?.codes ?? new Uint8Array(0)];
  const found = await search(
    columns,
    answers(4, (row) => one[row] === 0 && other[row] === 1, 0.75),
  );
  expect(found.map(({ name }) => name)).toContain("c1 = a and c6 = b");
});

test("worstSlices() does not blame a pair for what one of its values does", async () => {
  const columns = randomColumns(8, 5);
  const codes = columns[3]?.codes ?? new Uint8Array(0);
  const found = await search(
    columns,
    answers(6, (row) => codes[row] === 2, 0.6),
  );
  expect(found.map(({ name }) => name)).toEqual(["c3 = c"]);
});

test("worstSlices() reports noise at most once in twenty searches", async () => {
  let reported = 0;
  for (let seed = 0; seed < 60; seed++) {
    const found = await search(
      randomColumns(10, 100 + seed),
      answers(500 + seed, () => false, 0),
    );
    if (found.length > 0) reported++;
  }
  expect(reported).toBeLessThanOrEqual(3);
});

test("worstSlices() passes over lumped values and small slices", async () => {
  const [column] = randomColumns(1, 7);
  const codes = column?.codes ?? new Uint8Array(0);
  const names = column?.names ?? [];
  const wrong = answers(8, (row) => codes[row] === 2, 0.9);
  expect(await search([{ column: "c", names, codes, lumped: 2 }], wrong)).toEqual([]);
  const rare = Uint8Array.from({ length: rows }, (_, row) => (row < 20 ? 1 : 0));
  expect(await search([{ column: "c", names, codes: rare, lumped: null }], rare)).toEqual([]);
});
