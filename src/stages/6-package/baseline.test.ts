import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { category, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, mlp, pipeline } from "../../core/definition/index.ts";
import { type Engine, openEngine } from "../../io/engine.ts";
import { buildBaseline } from "./baseline.ts";
import { profile } from "./profile.ts";
import { baselineSchema } from "./profile-schema.ts";

let engine: Engine;
let directory = "";
beforeAll(async () => {
  engine = await openEngine();
  directory = await mkdtemp(join(tmpdir(), "airworthy-baseline-"));
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

function numbers(values: readonly (number | null)[]) {
  const rows = values.map((value) => `(${value === null ? "NULL" : `'${value}'`}::DOUBLE)`).join(",");
  const relation = `(VALUES ${rows}) AS t(v)`;
  return profile(engine, { name: "v", role: "column", kind: "number", expression: "v", relation });
}

test("profile() puts every number into exactly one bin, whatever the numbers", async () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 1, 1e308, -1e308, 5e-324, null),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 80 }), async (values) => {
      const found = await numbers(values);
      if (found.kind !== "number") throw new Error(found.kind);
      const present = values.filter((one) => one !== null);
      const { edges, counts } = found.bins;
      const bins = counts.map((_, index) => {
        const last = index === counts.length - 1;
        const [low = 0, high = 0] = [edges[index], edges[index + 1] ?? edges[index]];
        return present.filter((one) => one >= low && (last ? one <= high : one < high)).length;
      });
      expect(counts).toEqual(bins);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(present.length);
      expect(found.missing).toBe(values.length - present.length);
      if (present.length > 0)
        expect([found.min, found.max]).toEqual([Math.min(...present) + 0, Math.max(...present) + 0]);
    }),
    { numRuns: 40 },
  );
});

test("profile() parts heavy values from the rest", async () => {
  const found = await numbers([
    ...Array(950).fill(0),
    ...Array.from({ length: 60 }, (_, index) => index + 1),
  ]);
  if (found.kind !== "number") throw new Error(found.kind);
  expect(found.bins.counts.length).toBeGreaterThan(5);
  expect(found.mean).toBeCloseTo(1830 / 1010, 12);
});

const definition = pipeline({
  name: "baseline",
  events: {
    source: csv("x.csv"),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    label: "bought",
    columns: {
      event_id: text(),
      user_id: text(),
      ts: timestamp(),
      email: category({ pii: true }),
      age: integer({ pii: true }),
      device: category(),
      note: text(),
      dwell: number(),
      bought: number(),
    },
  },
  features: ({ dwell, email, user }) => ({ mail: email.lower(), mean_dwell: user.mean(dwell) }),
  model: mlp(),
});

async function writeTables(train: string, validation: string): Promise<void> {
  for (const [path, from] of [
    [train, 0],
    [validation, 80],
  ] as const)
    await engine.run(
      `COPY (SELECT 'e' || i AS event_id, 'u' || i AS user_id, TIMESTAMP '2026-01-01' + to_seconds(i) AS ts,
         'secret' || i || '@example.org' AS email, i AS age, ['phone','desktop'][1 + i % 2] AS device,
         'private note ' || i AS note, i / 10 AS dwell, i::DOUBLE AS bought, 'secret' || i AS mail,
         CASE WHEN i % 4 = 0 THEN NULL ELSE i::DOUBLE END AS mean_dwell
       FROM range(${from}, ${from} + 80) t(i)) TO '${path}' (FORMAT parquet)`,
    );
}

test("buildBaseline() profiles columns, features and predictions, and never lists personal data or keys", async () => {
  const [train, validation] = [join(directory, "train.parquet"), join(directory, "validation.parquet")];
  await writeTables(train, validation);
  const predictions = {
    relation: "(SELECT i AS _aw_row, (i * 7 % 80) / 80 AS probability FROM range(80) t(i))",
    columns: { probability: "number" },
  } as const;
  const importance = [{ input: "dwell", lossIncrease: 0.25 }];
  const baseline = await buildBaseline({ definition, train, validation, predictions, importance }, engine);
  expect(baselineSchema.parse(JSON.parse(JSON.stringify(baseline)))).toEqual(baseline);
  expect(JSON.stringify(baseline)).not.toMatch(/secret|private|"e1|"u1/);
  const kinds = Object.fromEntries(baseline.profiles.map(({ name, kind }) => [name, kind]));
  expect(kinds).toEqual({
    event_id: "opaque",
    user_id: "opaque",
    ts: "number",
    email: "opaque",
    age: "opaque",
    device: "category",
    note: "opaque",
    dwell: "number",
    bought: "number",
    mail: "opaque",
    mean_dwell: "number",
    probability: "number",
  });
  const device = baseline.profiles.find(({ name }) => name === "device");
  expect(device).toMatchObject({
    rows: 160,
    missing: 0,
    values: [
      { value: "desktop", count: 80 },
      { value: "phone", count: 80 },
    ],
    other: 0,
  });
  expect(baseline.profiles.find(({ name }) => name === "mean_dwell")).toMatchObject({
    rows: 160,
    missing: 40,
  });
});

test("buildBaseline() parts the rows by time into windows that add up to the profiles", async () => {
  const [train, validation] = [join(directory, "early.parquet"), join(directory, "late.parquet")];
  await writeTables(train, validation);
  const baseline = await buildBaseline(
    {
      definition,
      train,
      validation,
      predictions: {
        relation: "(SELECT 79 - i AS _aw_row, i::DOUBLE AS probability FROM range(80) t(i))",
        columns: { probability: "number" },
      },
      importance: [],
    },
    engine,
  );
  expect(baseline.windows.map(({ role, name }) => [role, name])).toEqual(
    baseline.profiles.map(({ role, name }) => [role, name]),
  );
  baseline.profiles.forEach((found, index) => {
    const { windows = [] } = baseline.windows[index] ?? {};
    expect(windows.length).toBe(10);
    const sum = (of: (window: (typeof windows)[number]) => number) =>
      windows.reduce((total, window) => total + of(window), 0);
    expect([sum(({ rows }) => rows), sum(({ missing }) => missing)]).toEqual([found.rows, found.missing]);
    const counts =
      found.kind === "number"
        ? found.bins.counts
        : found.kind === "category"
          ? found.values.map(({ count }) => count)
          : [];
    expect(counts).toEqual(counts.map((_, bin) => sum((window) => window.counts[bin] ?? 0)));
  });
  const windowsOf = (name: string) => baseline.windows.find((each) => each.name === name)?.windows ?? [];
  // dwell grows with time, and these predictions fall with it: each of their windows is in bins of its own.
  const firstBins = (name: string) =>
    windowsOf(name).map(({ counts }) => counts.findIndex((count) => count > 0));
  const ascending = firstBins("dwell").toSorted((a, b) => a - b);
  expect(firstBins("dwell")).toEqual(ascending);
  expect(new Set(ascending).size).toBeGreaterThan(5);
  expect(firstBins("probability")).toEqual(firstBins("probability").toSorted((a, b) => b - a));
  expect(windowsOf("dwell").map(({ rows }) => rows)).toEqual(Array(10).fill(16));
});

test("baselineSchema reads format 1 as one without windows and importance", () => {
  const rows = { trainAndValidation: 3, validation: 1 };
  const old = { kind: "airworthy-baseline", format: 1, rows, profiles: [] };
  expect(baselineSchema.parse(old)).toEqual({ ...old, windows: [], importance: [] });
  expect(baselineSchema.safeParse({ ...old, format: 3 }).success).toBe(false);
});
