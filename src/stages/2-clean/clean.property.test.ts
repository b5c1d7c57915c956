/** Random tables and rules against the plainest reading of the rules, row by row. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { category, integer, number, text, timestamp } from "../../core/column.ts";
import { duplicates, type Rule, rows as rowsWhere } from "../../core/definition/index.ts";
import { cleanColumn } from "../../core/definition/rule.ts";
import { evaluateRow, type Value } from "../../core/expression/index.ts";
import { quoteText } from "../../io/engine.ts";
import { define, openWorkshop } from "../1-collect/workshop.test-support.ts";
import { clean, cleanEvent } from "./index.ts";

const columns = { id: text(), n: integer(), x: number(), c: category(), t: timestamp(), k: timestamp() };
type Row = Readonly<Record<keyof typeof columns | "_aw_row", Value>>;
const now = Date.UTC(2026, 0, 1);
const times = [-2, -1, 0, 1, 3_000_000].map((shift) => now * 1_000 + shift);
const base = define({ columns: { ...columns }, id: "id", maxRejectedShare: 1 });
const definition = { ...base, events: { ...base.events, time: "t", known: "k" } };

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 5 });
const tableOf = fc
  .array(
    fc.record({
      id: maybe(fc.constantFrom("a", "b", "c", "d", "e", "é\n")),
      n: maybe(
        fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(100, -1_000, Number.MAX_SAFE_INTEGER)),
      ),
      x: maybe(
        fc.oneof(
          fc.integer({ min: -8, max: 8 }).map((v) => v / 4),
          fc.constantFrom(1e308, -1e308, -0, 1e-300),
        ),
      ),
      c: maybe(fc.constantFrom("ios", "web", "a\nb", "", "Ünï", "it's")),
      t: maybe(fc.constantFrom(...times)),
      k: maybe(fc.constantFrom(...times)),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => rows.map((row, index): Row => ({ _aw_row: index * 2 + 1, ...row })));

const [n, x, c, t] = [
  cleanColumn("n", "integer"),
  cleanColumn("x", "number"),
  cleanColumn("c", "category"),
  cleanColumn("t", "timestamp"),
];
const bound = fc.option(fc.constantFrom(-3, -0.5, 0, 0.3, 2.5), { nil: undefined });
const bounds = fc
  .record({ min: bound, max: bound })
  .map(({ min, max }) => ({ ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }));
const policy = fc.constantFrom("drop" as const, "setAside" as const);
const outlier = fc.record({
  method: fc.constantFrom("iqr" as const, "mad" as const),
  k: fc.constantFrom(0, 0.5, 1.5),
});
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.tuple(fc.constantFrom("n" as const, "c" as const, "t" as const), policy).map(([name, p]) => ({ n, c, t })[name].isMissing()[p]()),
  fc.constant(n.isMissing().impute(7)),
  fc.constant(c.isMissing().impute("none")),
  fc.constant(t.isMissing().impute("2025-12-31")),
  fc.tuple(fc.constantFrom(n, x), bounds, fc.constantFrom("drop" as const, "setAside" as const, "clip" as const)).map(([column, b, p]) => column.isOutside(b)[p]()),
  fc.tuple(fc.constantFrom(n, x), outlier, fc.constantFrom("drop" as const, "clip" as const)).map(([column, o, p]) => column.isOutlier(o)[p]()),
  fc.tuple(fc.subarray(["ios", "web", "it's", "none"]), policy).map(([values, p]) => c.isNotOneOf(values)[p]()),
  fc.tuple(fc.constantFrom("[a-z]+", "(?i)ÜNÏ|.*s", "a.b", "\\pL*", ""), policy).map(([pattern, p]) => c.doesNotMatch(pattern)[p]()),
  fc.tuple(fc.constantFrom("1ms" as const, undefined), policy).map(([tolerance, p]) => t.isFuture(tolerance)[p]()),
  policy.map((p) => duplicates()[p]()),
  policy.map((p) => rowsWhere(n.gt(0).and(x.lt(1)))[p]()),
  policy.map((p) => rowsWhere(x.dividedBy(n).gte(0.5).or(c.equals("ios")))[p]()),
); // biome-ignore format: one kind of rule a line

interface OracleResult {
  readonly kept: readonly Row[];
  readonly rejected: ReadonlyMap<number, string>;
  readonly counts: readonly number[];
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}

function outlierBounds(
  values: readonly number[],
  method: "iqr" | "mad",
  k: number,
): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return [-Infinity, Infinity];
  const median = quantile(sorted, 0.5);
  const [low, high] = method === "iqr" ? [quantile(sorted, 0.25), quantile(sorted, 0.75)] : [median, median];
  const spread =
    method === "iqr"
      ? high - low
      : 1.4826 *
        quantile(
          sorted.map((v) => Math.abs(v - median)).sort((a, b) => a - b),
          0.5,
        );
  return k * spread > 0 ? [low - k * spread, high + k * spread] : [-Infinity, Infinity];
}

function copiesOf(table: readonly Row[]): Set<Row> {
  const order = (row: Row, key: "k" | "t") => (row[key] === null ? Infinity : Number(row[key]));
  const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = table.toSorted(
    (a, b) =>
      compare(order(a, "k"), order(b, "k")) ||
      compare(order(a, "t"), order(b, "t")) ||
      Number(a._aw_row) - Number(b._aw_row),
  );
  const seen = new Set<Value>();
  return new Set(
    sorted.filter(({ id }) => {
      const again = id !== null && seen.has(id);
      seen.add(id);
      return again;
    }),
  );
}

function finds({ check }: Rule, table: readonly Row[]): (row: Row) => boolean {
  if (check.kind === "duplicate") {
    const copies = copiesOf(table);
    return (row) => copies.has(row);
  }
  if (check.kind === "condition") return (row) => evaluateRow(check.condition, row) === true;
  const value = (row: Row) => row[check.column as keyof Row];
  if (check.kind === "missing") return (row) => value(row) === null;
  const whenPresent = (test: (v: never) => boolean) => (row: Row) =>
    value(row) !== null && test(value(row) as never);
  if (check.kind === "range")
    return whenPresent((v: number) => v < (check.min ?? -Infinity) || v > (check.max ?? Infinity));
  if (check.kind === "allowed") return whenPresent((v: string) => !check.values.includes(v));
  if (check.kind === "pattern") return whenPresent((v: string) => !(patterns[check.pattern] ?? /$^/).test(v));
  if (check.kind === "future") return whenPresent((v: number) => v > now * 1_000 + check.toleranceMicros);
  const [low, high] = outlierBounds(
    table.map(value).filter((v): v is number => v !== null),
    check.method,
    check.k,
  );
  return whenPresent((v: number) => v < low || v > high);
}

/** RE2's patterns in the words of RegExp. */
const patterns: Readonly<Record<string, RegExp>> = {
  "[a-z]+": /^[a-z]+$/, "(?i)ÜNÏ|.*s": /^(?:ÜNÏ|.*s)$/i, "a.b": /^a.b$/, "\\pL*": /^\p{L}*$/u, "": /^$/,
}; // biome-ignore format: pairs

function repair(rule: Rule, table: readonly Row[], row: Row): Row {
  const { check, policy: p } = rule;
  if (!("column" in check)) return row;
  if (p.kind === "impute")
    return { ...row, [check.column]: check.column === "t" ? Date.UTC(2025, 11, 31) * 1_000 : p.value };
  const [low, high] =
    check.kind === "range"
      ? [check.min ?? -Infinity, check.max ?? Infinity]
      : check.kind === "outlier"
        ? outlierBounds(
            table.map((r) => r[check.column as keyof Row]).filter((v): v is number => v !== null),
            check.method,
            check.k,
          )
        : [-Infinity, Infinity];
  const value = Number(row[check.column as keyof Row]);
  const nearest = value < low ? low : high;
  return {
    ...row,
    [check.column]: check.column === "n" ? (value < low ? Math.ceil(nearest) : Math.floor(nearest)) : nearest,
  };
}

function oracle(table: readonly Row[], rules: readonly Rule[]): OracleResult {
  let alive = [...table];
  const rejected = new Map<number, string>();
  const counts = rules.map((rule) => {
    const before = alive;
    const found = finds(rule, before);
    const met = before.filter(found);
    if (rule.policy.kind === "clip" || rule.policy.kind === "impute")
      alive = before.map((row) => (found(row) ? repair(rule, before, row) : row));
    else {
      for (const row of met) rejected.set(Number(row._aw_row), rule.name);
      alive = before.filter((row) => !met.includes(row));
    }
    return met.length;
  });
  return { kept: alive, rejected, counts };
}

function literal(value: Value, kind: string): string {
  if (value === null) return "NULL";
  if (kind === "timestamp") return `make_timestamp(${value})`;
  return typeof value === "string"
    ? quoteText(value)
    : `CAST('${Object.is(value, -0) ? "-0" : value}' AS ${kind === "integer" ? "BIGINT" : "DOUBLE"})`;
}

test("clean() and cleanEvent() do what the rules say, one by one, and lose no row", async () => {
  await using workshop = await openWorkshop(now);
  const { engine } = workshop.context;
  const types = {
    _aw_row: "integer",
    id: "text",
    n: "integer",
    x: "number",
    c: "text",
    t: "timestamp",
    k: "timestamp",
  } as const;
  const names = Object.keys(types) as (keyof typeof types)[];
  let number = 0;
  const property = fc.asyncProperty(tableOf, fc.array(rule, { maxLength: 6 }), async (table, plain) => {
    const rules = plain.map((each, index) => ({ ...each, name: `rule ${index}` }));
    const directory = join(workshop.directory, String(number++));
    await mkdir(directory);
    const raw = join(directory, "raw.parquet");
    const values = table.map((row) => `(${names.map((name) => literal(row[name], types[name])).join(", ")})`);
    const casts = names.map(
      (name) =>
        `CAST(${name} AS ${{ integer: "BIGINT", number: "DOUBLE", text: "VARCHAR", timestamp: "TIMESTAMP" }[types[name]]}) AS ${name}`,
    );
    await engine.run(
      `COPY (SELECT ${casts.join(", ")} FROM (VALUES ${values.join(", ")}) v(${names.join(", ")})) TO ${quoteText(raw)} (FORMAT parquet)`,
    );
    const expected = oracle(table, rules);
    const work = clean(
      { definition: { ...definition, rules }, raw, alreadyRejected: 0, directory },
      workshop.context,
    );
    if (expected.kept.length === 0)
      return void (await expect(work).rejects.toMatchObject({ code: "NO_ROWS" }));
    const result = await work;
    expect(await workshop.rows(join(directory, "clean.parquet"))).toEqual(expected.kept);
    const rejected = await workshop.rows(join(directory, "rejected.parquet"));
    expect(new Map(rejected.map((row) => [row._aw_row, row._aw_rule]))).toEqual(expected.rejected);
    for (const { _aw_rule, _aw_policy, ...row } of rejected)
      expect(row).toEqual(table.find((raw) => raw._aw_row === row._aw_row));
    expect(result.outcomes.map(({ rows }) => rows)).toEqual(expected.counts);
    expect(result.flow).toMatchObject({ rowsIn: table.length, rowsOut: table.length - rejected.length });
    if (rules.some(({ check }) => check.kind === "duplicate")) return;
    const singly = table.map((row) => cleanEvent({ ...definition, rules }, result.outcomes, row, { now }));
    expect(singly.flatMap((one) => ("event" in one ? [one.event] : []))).toEqual(expected.kept);
    expect(singly.flatMap((one) => ("rejectedBy" in one ? [one.rejectedBy.name] : []))).toEqual(
      table.flatMap(({ _aw_row }) => expected.rejected.get(Number(_aw_row)) ?? []),
    );
  });
  await fc.assert(property, { numRuns: 120, seed: 20_261_122 });
});
