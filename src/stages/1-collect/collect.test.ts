import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { category, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, jsonLines } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import { define, good, head, lines, openWorkshop, rawRows, rejectedRows } from "./workshop.test-support.ts";

describe("collect()", () => {
  test("types the declared columns, keeps the undeclared and tells both", async () => {
    await using workshop = await openWorkshop();
    await workshop.write("in.csv", lines(`${head},extra`, `${good},x`, "e2,u2,2024-01-02,,,,,"));
    const { output, ...collected } = await workshop.collect(define());
    expect(collected).toMatchObject({
      flow: { rowsIn: 2, columnsIn: 8, rowsOut: 2, columnsOut: 8 },
      note: "every value fits; 1 column undeclared, kept",
      undeclared: ["extra"],
      rejectedRows: 0,
      rejectedByColumn: {},
    });
    expect(await rawRows(workshop, output)).toEqual([
      {
        _aw_row: 1,
        event_id: "e1",
        user_id: "u1",
        ts: Date.UTC(2024, 0, 1) * 1_000,
        device: "ios",
        clicks: 1,
        dwell: 1.5,
        bought: true,
        extra: "x",
      },
      {
        _aw_row: 2,
        event_id: "e2",
        user_id: "u2",
        ts: Date.UTC(2024, 0, 2) * 1_000,
        device: null,
        clicks: null,
        dwell: null,
        bought: null,
        extra: null,
      },
    ]);
    const types = await workshop.context.engine.all(
      `DESCRIBE SELECT * FROM ${quoteText(join(output, "raw.parquet"))}`,
    );
    expect(types.map(({ column_type }) => column_type)).toEqual([
      "BIGINT",
      "VARCHAR",
      "VARCHAR",
      "TIMESTAMP",
      "VARCHAR",
      "BIGINT",
      "DOUBLE",
      "BOOLEAN",
      "VARCHAR",
    ]);
    expect((await readdir(output)).sort()).toEqual(["raw.parquet", "rejected.parquet"]);
    expect(await workshop.context.engine.all("SELECT table_name FROM duckdb_tables()")).toEqual([]);
  });

  test("sets a misfit aside with its row, column, value and reason, and keeps its neighbours", async () => {
    await using workshop = await openWorkshop();
    await workshop.write(
      "in.csv",
      lines(head, good, "e2,u1,01.02.2024,ios,1.7,NaN,maybe", "e3,u1,2024-01-03,ios,3,1,no"),
    );
    const { output, rejectedByColumn, rejectedRows: count, note } = await workshop.collect(define());
    expect({ count, note, rejectedByColumn }).toEqual({
      count: 1,
      note: "1 set aside: bought, clicks, dwell, ts",
      rejectedByColumn: { bought: 1, clicks: 1, dwell: 1, ts: 1 },
    });
    expect((await rawRows(workshop, output)).map(({ _aw_row }) => _aw_row)).toEqual([1, 3]);
    const rejected = await rejectedRows(workshop, output);
    expect(rejected.map(({ _aw_row, column, value, reason }) => [_aw_row, column, value, reason])).toEqual([
      [2, "ts", "01.02.2024", "not an ISO 8601 time between 1684 and 2255"],
      [2, "clicks", "1.7", "not a whole number within ±2⁵³"],
      [2, "dwell", "NaN", "not a finite number"],
      [2, "bought", "maybe", "not true/false, t/f, yes/no or 1/0"],
    ]);
    expect(JSON.parse(String(rejected[0]?.row))).toMatchObject({ event_id: "e2", clicks: "1.7" });
  });

  test("reads dates in three formats, with and without a zone", async () => {
    await using workshop = await openWorkshop();
    const columns = {
      a: timestamp(),
      b: timestamp({ zone: "Europe/Berlin" }),
      c: timestamp({ format: "%d/%m/%Y %H:%M", zone: "Asia/Tokyo" }),
    };
    await workshop.write(
      "in.csv",
      lines(
        "a,b,c",
        "2024-07-01T12:00:00+02:00,2024-07-01 12:00,01/07/2024 12:00",
        "2024-07-01,2024-07-01T12:00:00Z,1/7/2024 1:05",
      ),
    );
    const { output } = await workshop.collect(define({ columns }));
    expect(await rawRows(workshop, output)).toEqual([
      {
        _aw_row: 1,
        a: Date.UTC(2024, 6, 1, 10) * 1_000,
        b: Date.UTC(2024, 6, 1, 10) * 1_000,
        c: Date.UTC(2024, 6, 1, 3) * 1_000,
      },
      {
        _aw_row: 2,
        a: Date.UTC(2024, 6, 1) * 1_000,
        b: Date.UTC(2024, 6, 1, 12) * 1_000,
        c: Date.UTC(2024, 5, 30, 16, 5) * 1_000,
      },
    ]);
  });

  test("takes names that are keywords, hold quotes or are Chinese", async () => {
    await using workshop = await openWorkshop();
    const columns = { select: integer(), 'a "quoted" name': text(), 点击: number(), "it's": category() };
    await workshop.write("in.csv", lines('select,"a ""quoted"" name",点击,it\'s', "1,x,2.5,y", "z,x,2.5,y"));
    await workshop.write(
      "in.jsonl",
      lines('{"select":1,"a \\"quoted\\" name":"x","点击":2.5,"it\'s":"y"}', '{"select":"z","点击":2.5}'),
    );
    for (const source of [csv("in.csv"), jsonLines("in.jsonl")]) {
      const { output, rejectedByColumn } = await workshop.collect(define({ columns, source }));
      expect(await rawRows(workshop, output)).toEqual([
        { _aw_row: 1, select: 1, 'a "quoted" name': "x", 点击: 2.5, "it's": "y" },
      ]);
      expect(rejectedByColumn).toEqual({ select: 1 });
    }
  });

  test("holds 100,000 distinct categories", async () => {
    await using workshop = await openWorkshop();
    await workshop.write(
      "in.csv",
      `c,n\n${Array.from({ length: 100_000 }, (_, i) => `name ${i},${i}`).join("\n")}\n`,
    );
    const { output } = await workshop.collect(define({ columns: { c: category(), n: integer() } }));
    const [row] = await workshop.context.engine.all(
      `SELECT count(DISTINCT c) AS c, bool_and(_aw_row = n + 1) AS ordered FROM ${quoteText(join(output, "raw.parquet"))}`,
    );
    expect(row).toEqual({ c: 100_000, ordered: true });
  });

  test("tells its progress while a long statement runs", async () => {
    await using workshop = await openWorkshop();
    const path = join(workshop.directory, "in.csv");
    await workshop.context.engine.run(
      `COPY (SELECT range AS n, md5(CAST(range AS VARCHAR)) AS m FROM range(1500000)) TO ${quoteText(path)} (HEADER)`,
    );
    await workshop.collect(define({ columns: { n: integer(), m: text() } }));
    const told = workshop.events.filter((event) => event.kind === "stageProgress");
    expect(told.length).toBeGreaterThan(0);
    for (const { stage, done, total } of told)
      expect([stage, total, done >= 0 && done <= 100]).toEqual(["collect", 100, true]);
  });
});
