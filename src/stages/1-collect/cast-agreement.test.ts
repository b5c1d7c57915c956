/** One value in JavaScript and a whole column in SQL must mean the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boolean, type Column, category, integer, number, text, timestamp } from "../../core/column.ts";
import { jsonLines } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { type Engine, openEngine, quoteText } from "../../io/engine.ts";
import { parseEvent } from "./parse-event.ts";
import { valueReaders } from "./parse-value.ts";
import { textCasts } from "./text-cast.ts";
import { clickColumns, define, openWorkshop } from "./workshop.test-support.ts";

const seed = 20_261_122;

async function castTexts(engine: Engine, column: Column, texts: readonly string[]) {
  const { attempt, value, absent } = textCasts[column.kind](column);
  const values = texts.map((item, index) => `(${index}, ${quoteText(item)})`).join(", ");
  const rows = await engine.all(
    `SELECT i, s, ${value("s", "t")} AS v, ${absent?.("s") ?? "FALSE"} AS a FROM (SELECT *, ${attempt?.("s") ?? "NULL"} AS t FROM (VALUES ${values}) x(i, s)) ORDER BY i`,
  );
  return rows.map(({ v, a }) => (v === null ? (a === true ? null : undefined) : v));
}

const numberish = fc.stringMatching(/^[ \t]?[+-]{0,2}[0-9_]{0,3}[.e]?[0-9]{0,2}[eE]?[+-]?[0-9_]{0,3}[ \n]?$/);
const oddNumbers = fc.constantFrom(
  "1.7", "1e3", "0x10", "1_000", "NaN", "nan", " -NaN ", "inf", "-Infinity", "1e308", "1e309", "-0", "5e-324", "1e-400", "+-5",
  "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740991", "99999999999999999999", "00012", ".", "", " ", "５", "1,5",
  "\v5", "5\v", "\u00a05", "0b1", "1d", "1 2", "true",
); // biome-ignore format: a list
const booleanish = fc.oneof(
  fc.constantFrom(
    "TRUE",
    "t",
    "Yes",
    "1",
    "0",
    "no",
    "f",
    "false",
    "y",
    "n",
    "on",
    "2",
    " true ",
    "\ttrue\n",
    "tr ue",
    "1.0",
  ),
  numberish,
);

const two = (limit: number) =>
  fc.integer({ min: 0, max: limit }).map((value) => String(value).padStart(2, "0"));
const often = (limit: number, rarely: number) =>
  fc
    .oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: limit }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: rarely }) },
    )
    .map((value) => String(value).padStart(2, "0"));
const isoish = fc
  .tuple(
    fc.constantFrom("2024", "1999", "1683", "1684", "2255", "2256", "0000", "9999", "24"),
    often(12, 13), often(28, 32),
    fc.constantFrom("", "T", " ", "t"),
    often(23, 25), often(59, 61), fc.option(often(59, 61), { nil: null }),
    fc.constantFrom("", ".1", ".123456", ".123456789", ".1234567890", ".", ",5"),
    fc.constantFrom("", "", "Z", "z", "+02", "-0530", "+05:30", " +01", "+15:59", "+16", "+1", " UTC", "-00:00", "+2:00"),
  )
  .map(([year, month, day, t, hour, minute, second, fraction, zone]) =>
    t === "" ? `${year}-${month}-${day}${zone}` : `${year}-${month}-${day}${t}${hour}:${minute}${second === null ? "" : `:${second}${fraction}`}${zone}`,
  ); // biome-ignore format: one part of a time a line
const oddTimes = fc.constantFrom("epoch", "infinity", "-infinity", "2024/01/02", "2024-1-2", "20240102", "2024-01-02 (BC)", " 2024-01-02", "2024-02-29", "2023-02-29", "2024-01-02T24:00:00", "2024-01-02 24:00", "2024-01-02T24:00:01", "today", "1684-07-28", "2255-06-05T23:47:34.740991Z", "2255-06-05T23:47:34.740993Z"); // biome-ignore format: a list

const cases: readonly { name: string; column: Column; values: fc.Arbitrary<string> }[] = [
  { name: "integer", column: integer(), values: fc.oneof(numberish, oddNumbers) },
  { name: "number", column: number(), values: fc.oneof(numberish, oddNumbers) },
  {
    name: "number with nan missing",
    column: number({ nan: "missing" }),
    values: fc.oneof(numberish, oddNumbers),
  },
  { name: "boolean", column: boolean(), values: booleanish },
  {
    name: "text",
    column: text(),
    values: fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0")),
  },
  { name: "timestamp", column: timestamp(), values: fc.oneof(isoish, oddTimes) },
  {
    name: "timestamp in Berlin",
    column: timestamp({ zone: "Europe/Berlin" }),
    values: fc.oneof(isoish, oddTimes),
  },
  {
    name: "timestamp near the changes of clocks in New York",
    column: timestamp({ zone: "America/New_York" }),
    values: fc
      .tuple(
        fc.constantFrom("2024-03-09", "2024-03-10", "2024-03-11", "2024-11-02", "2024-11-03", "2024-11-04"),
        two(23),
        two(59),
      )
      .map(([day, hour, minute]) => `${day} ${hour}:${minute}`),
  },
  {
    name: "timestamp by format",
    column: timestamp({ format: "%d/%m/%Y %H:%M" }),
    values: fc.oneof(
      fc
        .tuple(
          fc.integer({ min: 0, max: 33 }),
          fc.integer({ min: 0, max: 13 }),
          fc.constantFrom(2024, 1999, 1600, 24),
          fc.integer({ min: 0, max: 25 }),
          two(61),
        )
        .map(([d, m, y, h, min]) => `${d}/${m}/${y} ${h}:${min}`),
      fc.constantFrom(
        "01/02/2024",
        " 01/02/2024 10:00",
        "01/02/2024 10:00 ",
        "01/02/2024  10:00",
        "1/2/2024 1:5",
        "01/02/202410:00",
        "01/02/2024\t10:00",
        "01 /02/2024 10:00",
        "01/ 02/2024 10:00",
        "001/02/2024 10:00",
        "01-02-2024 10:00",
        "01/02/2024 10:00:00",
      ),
    ),
  },
  {
    name: "timestamp by a format with names",
    column: timestamp({ format: "%b %d, %Y %I:%M:%S.%f %p", zone: "Asia/Tokyo" }),
    values: fc.constantFrom(
      "Jan 02, 2024 03:04:05.5 PM",
      "jan 2, 2024 3:04:05.123456 am",
      "JAN 02, 2024 12:00:00.0 AM",
      "Jan 02, 2024 12:00:00.0 pm",
      "Jan 02, 2024 13:00:00.0 PM",
      "January 02, 2024 01:00:00.0 PM",
      "Jan 02, 2024 00:00:00.0 PM",
      "Feb 30, 2024 01:00:00.0 PM",
      "Jan 02, 2024 01:00:00.1234567 PM",
    ),
  },
  {
    name: "timestamp by a format with an offset",
    column: timestamp({ format: "%Y%m%dT%H%M%S%z" }),
    values: fc.constantFrom(
      "20240102T030405+0200",
      "20240102T030405-05",
      "20240102T030405+05:30",
      "20240102T030405Z",
      "20240102T030405",
      "20240102T0304+0200",
      "20240102T030405 +0200",
    ),
  },
];

describe("a text as a value and as a column", () => {
  for (const { name, column, values } of cases) {
    test(`textCasts and valueReaders agree on ${name}`, async () => {
      using engine = await openEngine({ threads: 1 });
      const read = valueReaders[column.kind](column);
      const property = fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 200 }), async (texts) => {
        const cast = await castTexts(engine, column, texts);
        const pairs = texts.map((item, index) => ({ item, sql: cast[index], one: read(item) }));
        expect(pairs.filter(({ sql, one }) => !Object.is(sql, one))).toEqual([]);
      });
      await fc.assert(property, { numRuns: 15, seed });
    });
  }
});

const jsonScalar = fc.oneof(
  fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1, 0, 1e3, -0, 2 ** 53, 2 ** 53 - 1, 1.5),
  numberish, booleanish, isoish, oddNumbers, fc.string({ unit: "grapheme" }), fc.constantFrom([1], { a: 1 }, [], {}, ""),
); // biome-ignore format: kinds of values on one line

describe("parseEvent()", () => {
  test("agrees with collect on random JSON lines", async () => {
    await using workshop = await openWorkshop();
    const definition = define({ source: jsonLines("in.jsonl") });
    const line = fc.record(Object.fromEntries(Object.keys(clickColumns).map((name) => [name, jsonScalar])));
    const [rows = []] = fc.sample(fc.array(line, { minLength: 1_500, maxLength: 1_500, size: "max" }), {
      numRuns: 1,
      seed,
    });
    await workshop.write("in.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    const { output } = await workshop.collect(definition);
    const kept = new Map(
      (await workshop.rows(`${output}/raw.parquet`)).map((row) => [Number(row._aw_row), row]),
    );
    const misfits = await workshop.rows(`${output}/rejected.parquet`);
    let fit = 0;
    for (const [index, row] of rows.entries()) {
      const found = misfits.filter(({ _aw_row }) => _aw_row === index + 1).map(({ column }) => column);
      const outcome = attempt(() => parseEvent(definition, row));
      if (outcome instanceof AirworthyError)
        expect([row, outcome.details.misfits]).toMatchObject([row, found.map((column) => ({ column }))]);
      else if (found.includes(null))
        expect(Object.values(outcome).every((value) => value === null)).toBe(true);
      else {
        expect({ _aw_row: index + 1, ...outcome }).toEqual(kept.get(index + 1));
        fit++;
      }
    }
    expect(kept.size).toBe(fit);
    expect(misfits.length).toBeGreaterThan(100);
  });

  test("names the column and the value, and hides personal data", () => {
    const definition = define({ columns: { ...clickColumns, user_id: category({ pii: true }) } });
    const failure = attempt(() =>
      parseEvent(definition, { clicks: "1.7", user_id: ["secret"], device: "ios" }),
    );
    expect(failure).toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringContaining("'clicks' is \"1.7\", not a whole number"),
    });
    expect(JSON.stringify([failure, (failure as AirworthyError).message])).not.toContain("secret");
    expect(attempt(() => parseEvent(definition, [1]))).toMatchObject({ code: "INPUT_INVALID" });
  });
});

function attempt<T>(work: () => T): T | AirworthyError {
  try {
    return work();
  } catch (error) {
    if (error instanceof AirworthyError) return error;
    throw error;
  }
}
