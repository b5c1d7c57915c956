import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { integer, number, text, timestamp } from "../../core/column.ts";
import { jsonLines, parquet } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import { clickColumns, define, lines, openWorkshop, rawRows, rejectedRows } from "./workshop.test-support.ts";

describe("collect() from JSON Lines and Parquet", () => {
  test("reads JSON Lines, sets aside lines that are none with their text", async () => {
    await using workshop = await openWorkshop();
    await workshop.write(
      "in.jsonl",
      lines(
        '{"event_id":1,"clicks":1.0,"bought":1,"z":[1]}',
        '{"event_id":',
        "",
        '{"event_id":"é","clicks":"2","dwell":-0.0}',
        "[1]",
        '{"event_id":"e","clicks":1.5}',
      ),
    );
    const columns = { event_id: text(), clicks: integer(), dwell: number(), bought: clickColumns.bought };
    const { output, undeclared } = await workshop.collect(define({ columns, source: jsonLines("in.jsonl") }));
    expect(undeclared).toEqual(["z"]);
    expect(await rawRows(workshop, output)).toEqual([
      { _aw_row: 1, event_id: "1", clicks: 1, dwell: null, bought: true, z: "[1]" },
      { _aw_row: 3, event_id: "é", clicks: 2, dwell: -0, bought: null, z: null },
    ]);
    expect(
      (await rejectedRows(workshop, output)).map(({ _aw_row, column, value }) => [_aw_row, column, value]),
    ).toEqual([
      [2, null, '{"event_id":'],
      [4, null, "[1]"],
      [5, "clicks", "1.5"],
    ]);
  });

  test("keeps 1e308 and -0 of Parquet, sets NaN and infinity aside, or reads NaN as missing", async () => {
    await using workshop = await openWorkshop();
    const path = join(workshop.directory, "in.parquet");
    const values = ["1e308", "-0.0", "nan", "infinity", "-infinity", "5e-324"].map(
      (v) => `(CAST('${v}' AS DOUBLE))`,
    );
    await workshop.context.engine.run(
      `COPY (SELECT x, x AS n FROM (VALUES ${values.join(", ")}) v(x)) TO ${quoteText(path)} (FORMAT parquet)`,
    );
    const source = parquet("in.parquet");
    const strict = await workshop.collect(define({ source, columns: { x: number() } }));
    expect((await rawRows(workshop, strict.output)).map(({ _aw_row, x }) => [_aw_row, x])).toEqual([
      [1, 1e308],
      [2, -0],
      [6, 5e-324],
    ]);
    expect((await rejectedRows(workshop, strict.output)).map(({ value }) => value)).toEqual([
      "nan",
      "inf",
      "-inf",
    ]);
    const lax = await workshop.collect(
      define({ source, columns: { x: number({ nan: "missing" }), n: number({ nan: "missing" }) } }),
    );
    expect((await rawRows(workshop, lax.output)).map(({ x }) => x)).toEqual([1e308, -0, null, 5e-324]);
  });

  test("casts Parquet's types, and refuses those that cannot agree", async () => {
    await using workshop = await openWorkshop();
    const path = join(workshop.directory, "in.parquet");
    await workshop.context.engine.run(
      `COPY (SELECT CAST(7 AS TINYINT) AS a, CAST(3.0 AS FLOAT) AS b, CAST(1.25 AS DECIMAL(9,2)) AS c, DATE '2024-01-01' AS d, TIMESTAMPTZ '2024-01-01 00:00:00+02' AS e, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS f, 42 AS g, 1 AS h, CAST(9007199254740992 AS BIGINT) AS i, [1] AS j) TO ${quoteText(path)} (FORMAT parquet)`,
    );
    const source = parquet("in.parquet");
    const columns = {
      a: integer(),
      b: integer(),
      c: number(),
      d: timestamp({ zone: "Europe/Berlin" }),
      e: timestamp(),
      f: timestamp(),
      g: text(),
      h: clickColumns.bought,
    };
    const { output, undeclared } = await workshop.collect(define({ source, columns }));
    expect(undeclared).toEqual(["i", "j"]);
    expect(await rawRows(workshop, output)).toMatchObject([
      {
        a: 7,
        b: 3,
        c: 1.25,
        d: Date.UTC(2023, 11, 31, 23) * 1_000,
        e: Date.UTC(2023, 11, 31, 22) * 1_000,
        f: Date.UTC(2024, 0, 1) * 1_000 + 123_456,
        g: "42",
        h: true,
      },
    ]);
    await expect(
      workshop.collect(define({ source, columns: { j: text(), d: integer() } })),
    ).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
      message: expect.stringMatching(
        /'j' is INTEGER\[\] in the source, which cannot become text.*'d' is DATE/,
      ),
    });
    await expect(workshop.collect(define({ source, columns: { i: integer() } }))).rejects.toMatchObject({
      code: "NO_ROWS",
    });
  });
});
