/** Against a naive count in JavaScript, on bins as packages have them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  fixedPointOf,
  mergeAll,
  profilesOf,
  profilesText,
  sketchOf,
  sketchPart,
  unitsOf,
} from "../../../core/profile/index.ts";
import { type Engine, openEngine, quoteText } from "../../../io/engine.ts";
import type { CategoryProfile, NumberProfile } from "../../6-package/index.ts";
import { valueWindows } from "./value-windows.ts";

let engine: Engine;
let directory: string;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
  directory = await mkdtemp(join(tmpdir(), "airworthy-values-"));
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

interface Cell<T> {
  readonly window: number;
  readonly value: T | null;
}

async function relationOf<T extends number | string>(
  cells: readonly Cell<T>[],
  type: string,
): Promise<string> {
  const literal = (value: T | null) =>
    value === null ? "NULL" : `CAST(${quoteText(Object.is(value, -0) ? "-0.0" : String(value))} AS ${type})`;
  const rows = cells.map(({ window, value }) => `(CAST(${window} AS BIGINT), ${literal(value)})`);
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE cells AS SELECT * FROM (VALUES ${rows.join(", ")}) AS c(window_start, v)`,
  );
  return "cells";
}

const common = { role: "feature", rows: 1, missing: 0 } as const;

function numberReference(edges: readonly number[], mean: number | null): NumberProfile {
  const bins = {
    edges: [...edges],
    counts: edges.length === 0 ? [] : Array(Math.max(1, edges.length - 1)).fill(0),
    unseen: 0,
  };
  const spread = mean === null ? null : 2;
  return {
    kind: "number",
    name: "x",
    ...common,
    mean,
    standardDeviation: spread,
    min: null,
    max: null,
    quantiles: [],
    bins,
  };
}

/** As the contract reads: below the first edge, [edge, next) and the last one closed, above. */
function naiveNumbers(values: readonly (number | null)[], reference: NumberProfile) {
  const { edges } = reference.bins;
  const present = values.filter((value) => value !== null);
  const bins = reference.bins.counts.map(() => 0);
  let [below, above] = [0, 0];
  for (const value of present) {
    const bin = bins.findIndex((_, at) => {
      const isLast = at === bins.length - 1;
      const [low = 0, high = 0] = [edges[at], edges[isLast ? edges.length - 1 : at + 1]];
      return value >= low && (isLast ? value <= high : value < high);
    });
    if (bin >= 0) bins[bin] = (bins[bin] ?? 0) + 1;
    else if (value < (edges[0] ?? Number.NEGATIVE_INFINITY)) below += 1;
    else above += 1;
  }
  const point = fixedPointOf(reference);
  const units = present.flatMap((value) => unitsOf(value, point) ?? []).map(BigInt);
  return {
    kind: "number",
    name: "x",
    role: "feature",
    rows: values.length,
    missing: values.length - present.length,
    counts: bins,
    below,
    above,
    min: present.length === 0 ? null : Math.min(...present),
    max: present.length === 0 ? null : Math.max(...present),
    moments: {
      ...point,
      count: units.length,
      sum: String(units.reduce((sum, one) => sum + one, 0n)),
      sumOfSquares: String(units.reduce((sum, one) => sum + one * one, 0n)),
    },
    sketch: sketchOf([...Map.groupBy(present, sketchPart)].map(([part, own]) => [part, own.length])),
  };
}

const small = fc.integer({ min: -4, max: 12 }).map((value) => value / 2);
const numbers = fc.oneof(
  small,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const cellsOf = <T extends number | string>(values: fc.Arbitrary<T>): fc.Arbitrary<readonly Cell<T>[]> =>
  fc.array(fc.record<Cell<T>>({ window: fc.nat(3), value: fc.option(values) }), {
    minLength: 1,
    maxLength: 60,
  });
const edgeLists = fc.oneof(
  fc.constantFrom<readonly number[]>([], [2], [0, 1.5, 4], [-1, 0, 0.5, 1, 3.5]),
  fc.uniqueArray(small, { minLength: 1, maxLength: 6 }).map((edges) => edges.toSorted((a, b) => a - b)),
);

test("valueWindows() counts numbers of each window on the reference's bins, to the last digit", async () => {
  await fc.assert(
    fc.asyncProperty(cellsOf(numbers), edgeLists, fc.option(small), async (cells, edges, mean) => {
      const reference = numberReference(edges, mean);
      const relation = await relationOf(cells, "DOUBLE");
      const found = await valueWindows(engine, { targets: [{ reference, sql: "v" }], relation });
      const windows = [...Map.groupBy(cells, ({ window }) => window)].toSorted(
        ([one], [other]) => one - other,
      );
      const wanted = windows.map(([windowStart, own]) => ({
        windowStart,
        profile: naiveNumbers(
          own.map(({ value }) => value),
          reference,
        ),
      }));
      expect(found).toEqual(wanted);
      const merged = mergeAll(found.map(({ profile }) => profile));
      expect(merged).toEqual([
        naiveNumbers(
          cells.map(({ value }) => value),
          reference,
        ),
      ]);
      expect(profilesOf(profilesText(merged))).toEqual(merged);
    }),
    { numRuns: 40 },
  );
});

test("valueWindows() counts listed values, and others by whether the reference lists all that it had", async () => {
  const texts = fc.constantFrom("a", "b", "it's", "", "new", "ü");
  await fc.assert(
    fc.asyncProperty(cellsOf(texts), fc.constantFrom(0, 7), async (cells, other) => {
      const values = ["a", "it's", "b"].map((value) => ({ value, count: 1 }));
      const reference: CategoryProfile = {
        kind: "category",
        name: "x",
        ...common,
        distinct: 3,
        values,
        other,
        unseen: 0,
      };
      const relation = await relationOf(cells, "VARCHAR");
      const found = mergeAll(
        (await valueWindows(engine, { targets: [{ reference, sql: "v" }], relation })).map(
          ({ profile }) => profile,
        ),
      );
      const present = cells.flatMap(({ value }) => value ?? []);
      const counts = values.map(({ value }) => present.filter((one) => one === value).length);
      const unlisted = present.filter((one) => !["a", "it's", "b"].includes(one)).length;
      expect(found).toEqual([
        {
          kind: "category",
          name: "x",
          role: "feature",
          rows: cells.length,
          missing: cells.length - present.length,
          counts,
          other: other === 0 ? 0 : unlisted,
          unseen: other === 0 ? unlisted : 0,
        },
      ]);
    }),
    { numRuns: 20 },
  );
});

test("valueWindows() takes what is no finite number for missing, and puts no value into an error", async () => {
  const reference = numberReference([17.25, 4_711.5], 5);
  await engine.run(
    "CREATE OR REPLACE TEMP TABLE cells AS SELECT 0::BIGINT AS window_start, unnest(['NaN'::DOUBLE, 'inf'::DOUBLE, 20]) AS v",
  );
  const [found] = await valueWindows(engine, { targets: [{ reference, sql: "v" }], relation: "cells" });
  expect(found?.profile).toMatchObject({ rows: 3, missing: 2, counts: [1] });
  const failure = await valueWindows(engine, {
    targets: [{ reference, sql: "no_such" }],
    relation: "cells",
  }).catch((cause: unknown) => cause);
  expect(failure).toMatchObject({ code: "ENGINE_FAILED" });
  expect(JSON.stringify(failure)).not.toMatch(/17\.25|4711/);
});
