import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine, quoteText } from "../../io/engine.ts";
import { countBins } from "./count-bins.ts";
import { profile } from "./profile.ts";
import type { Profile } from "./profile-schema.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine[Symbol.dispose]());

type Row = readonly [number | null, string | null, number];

const relationOf = (rows: readonly Row[]) =>
  `(VALUES ${rows
    .map(
      ([x, s, group]) =>
        `(${x === null ? "NULL" : `'${x}'`}::DOUBLE, ${s === null ? "NULL" : quoteText(s)}::VARCHAR, ${group})`,
    )
    .join(",")}) AS t(x, s, g)`;

async function profilesOf(rows: readonly Row[]): Promise<readonly [Profile, Profile]> {
  const shared = { role: "column", relation: relationOf(rows) } as const;
  return [
    await profile(engine, { ...shared, name: "x", kind: "number", expression: "x" }),
    await profile(engine, { ...shared, name: "s", kind: "category", expression: "s" }),
  ];
}

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 1, 2, 3, 1.7976931348623157e308, -1e308, 5e-324, null),
  ),
  fc.oneof(fc.constantFrom("a", "B", "", "é", "z'", "😀", "\ufffd", null), fc.string({ maxLength: 3 })),
  fc.constantFrom(0, 1, 2),
);
const rows = fc.array(row, { minLength: 1, maxLength: 60 });

test("countBins() counts each value where the profile's bins say, in every group, and nothing twice", async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, async (reference, live) => {
      const [numbers, texts] = await profilesOf(reference);
      if (numbers.kind !== "number" || texts.kind !== "category") throw new Error("other profiles");
      const found = await countBins(engine, {
        columns: [
          { profile: numbers, expression: "x" },
          { profile: texts, expression: "s" },
        ],
        relation: relationOf(live),
        group: "g",
      });
      const groups = [...new Set(live.map(([, , group]) => group))].sort();
      expect(found.length).toBe(groups.length);
      groups.forEach((group, index) => {
        const inside = live.filter(([, , own]) => own === group);
        const [x, s] = found[index]?.columns ?? [];
        expect(found[index]?.group).toBe(group);
        const values = inside.map(([value]) => value).filter((value) => value !== null);
        const { edges, counts } = numbers.bins;
        const last = edges.at(-1) ?? Number.NEGATIVE_INFINITY;
        expect(x?.rows).toBe(inside.length);
        expect(x?.missing).toBe(inside.length - values.length);
        expect(x?.above).toBe(values.filter((value) => value > last).length);
        expect(x?.below).toBe(values.filter((value) => edges[0] !== undefined && value < edges[0]).length);
        expect(x?.counts).toEqual(
          counts.map((_, bin) => {
            const isLast = bin === counts.length - 1;
            const [low = 0, high = 0] = [edges[bin], edges[bin + 1] ?? edges[bin]];
            return values.filter((value) => value >= low && (isLast ? value <= high : value < high)).length;
          }),
        );
        const listed = texts.values.map(({ value }) => value);
        expect(s?.counts).toEqual(listed.map((value) => inside.filter(([, text]) => text === value).length));
        expect(s?.unlisted).toBe(inside.filter(([, text]) => text !== null && !listed.includes(text)).length);
      });
    }),
    { numRuns: 60 },
  );
});

test("countBins() finds the profile's own counts in the rows that it was made of", async () => {
  const own = Array.from({ length: 500 }, (_, i): Row => [Math.sin(i) * 9, `v${(i * i) % 70}`, 0]);
  const [numbers, texts] = await profilesOf(own);
  if (numbers.kind !== "number" || texts.kind !== "category") throw new Error("other profiles");
  const columns = [
    { profile: numbers, expression: "x" },
    { profile: texts, expression: "s" },
  ];
  const [counted] = await countBins(engine, { columns, relation: relationOf(own) });
  const [x, s] = counted?.columns ?? [];
  expect(x).toMatchObject({ counts: numbers.bins.counts, below: 0, above: 0, missing: 0 });
  expect(s).toMatchObject({ counts: texts.values.map(({ count }) => count), unlisted: texts.other });
});
