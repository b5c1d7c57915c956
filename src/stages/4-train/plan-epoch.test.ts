import { expect, test } from "vitest";
import { mlp } from "../../core/definition/index.ts";
import { seededRandom } from "../../core/random.ts";
import { planSteps, rowValuesOf } from "./plan-epoch.ts";

function planned(settings: { readonly rowValues?: number; readonly parameters?: number } = {}) {
  const plan = { rows: 200_000, epochsBefore: 0, epochShare: 1, stepsBefore: 0, random: seededRandom(3) };
  return [
    ...planSteps({ model: mlp({ batchSize: 256 }), parameters: 10, rowValues: 4, ...plan, ...settings }),
  ];
}

test("planSteps() has every row once, in batches of which the last has what is left", () => {
  const calls = planned();
  const rows = Int32Array.from(calls.flatMap((call) => [...call.rows]));
  expect(rows.toSorted()).toEqual(Int32Array.from({ length: 200_000 }, (_, row) => row));
  expect(rows.subarray(0, 256)).not.toEqual(rows.toSorted().subarray(0, 256));
  const batches = calls.flatMap(({ batchRows, stepSize }) => Array.from(stepSize, () => batchRows));
  expect(batches).toEqual([...Array(781).fill(256), 64]);
});

test("planSteps() asks for fewer rows in a call where rows are wide or the network is large, in the same order", () => {
  const most = (calls: ReturnType<typeof planned>) => Math.max(...calls.map(({ rows }) => rows.length));
  const wide = planned({ rowValues: rowValuesOf({ denseColumns: 500, codeColumns: 20 }, 200) });
  const large = planned({ parameters: 1e6 });
  expect(most(wide) * 1_121).toBeLessThanOrEqual(8e6);
  expect(most(wide) * 1_121).toBeGreaterThan(7e6);
  expect(most(large)).toBe(1_280);
  expect(most(planned())).toBe(65_536);
  for (const calls of [wide, large])
    expect(calls.flatMap(({ rows }) => [...rows])).toEqual(planned().flatMap(({ rows }) => [...rows]));
});
