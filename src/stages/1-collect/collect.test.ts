import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { category, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, jsonLines, parquet } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import { collect } from "./collect.ts";
import { fingerprint } from "./fingerprint.ts";
import { clickColumns, define, openWorkshop, type Workshop } from "./workshop.test-support.ts";

const head = "event_id,user_id,ts,device,clicks,dwell,bought";
const good = "e1,u1,2024-01-01T00:00:00Z,ios,1,1.5,true";
const lines = (...rows: readonly string[]) => `${rows.join("\n")}\n`;

/** The failure of collecting `content` as the given source. */
async function failure(
  workshop: Workshop,
  content: string | Uint8Array,
  options: Parameters<typeof define>[0] = {},
) {
  await workshop.write("in.csv", content);
  return workshop.collect(define(options)).then(
    () => null,
    (error: unknown) => error,
  );
}

async function rawRows(workshop: Workshop, output: string) {
  return workshop.rows(join(output, "raw.parquet"));
}

async function rejectedRows(workshop: Workshop, output: string) {
  return workshop.rows(join(output, "rejected.parquet"));
}

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

  test("sets ragged rows, open quotes and bytes that are no UTF-8 aside with their text", async () => {
    await using workshop = await openWorkshop();
    const bytes = Buffer.concat([
      Buffer.from(
        lines(
          head,
          good,
          '"e2\nb",u1,2024-01-01,ios,1,1,no',
          "e3,u1",
          `${good},more`,
          '"e5"x,u1,2024-01-01,ios,1,1,no',
        ),
      ),
      Buffer.from("e6,Zo\xeb,2024-01-01,ios,1,1,no\n", "latin1"),
      Buffer.from(lines("e7,u1,2024-01-01,ios,1,1,no")),
    ]);
    await workshop.write("in.csv", bytes);
    const { output, flow } = await workshop.collect(define());
    expect(flow).toMatchObject({ rowsIn: 7, rowsOut: 3 });
    expect((await rawRows(workshop, output)).map(({ _aw_row, event_id }) => [_aw_row, event_id])).toEqual([
      [1, "e1"],
      [2, "e2\nb"],
      [7, "e7"],
    ]);
    const rejected = await rejectedRows(workshop, output);
    expect(rejected.map(({ _aw_row, column }) => [_aw_row, column])).toEqual(
      [3, 4, 5, 6].map((row) => [row, null]),
    );
    expect(rejected[0]).toMatchObject({ value: "e3,u1", reason: expect.stringContaining("too few fields") });
    expect(rejected[1]).toMatchObject({
      value: `${good},more`,
      reason: expect.stringContaining("too many fields"),
    });
    expect(rejected[2]).toMatchObject({ reason: expect.stringContaining("quote") });
    expect(rejected[3]).toMatchObject({
      value: expect.stringContaining("e6,Zo"),
      reason: expect.stringContaining('encoding: "latin-1"'),
    });
  });

  test("counts rows over several files in name order, with what was left out of each", async () => {
    await using workshop = await openWorkshop();
    await workshop.write(
      "b.csv",
      lines(head, "e4,u1", "e5,u1,2024-01-01,ios,x,1,no", "e6,u1,2024-01-01,ios,1,1,no"),
    );
    await workshop.write("a.csv", lines(head, good, "e2", "e3,u1,2024-01-01,ios,1,1,no"));
    const { output } = await workshop.collect(define({ source: csv("?.csv") }));
    expect((await rawRows(workshop, output)).map(({ _aw_row, event_id }) => [_aw_row, event_id])).toEqual([
      [1, "e1"],
      [3, "e3"],
      [6, "e6"],
    ]);
    expect((await rejectedRows(workshop, output)).map(({ _aw_row, value }) => [_aw_row, value])).toEqual([
      [2, "e2"],
      [4, "e4,u1"],
      [5, "x"],
    ]);
  });

  test("reads gzip and zstd, a BOM, Windows line ends, mixed ones, and a semicolon", async () => {
    await using workshop = await openWorkshop();
    const contents: Record<string, string | Uint8Array> = {
      "gzip.csv.gz": gzipSync(lines(head, good)),
      "zstd.csv.zst": zstdCompressSync(lines(head, good)),
      "bom.csv": `\uFEFF${lines(head, good)}`,
      "windows.csv": lines(head, good).replaceAll("\n", "\r\n"),
      "mixed.csv": `${head}\r\n${good}\n${good}\r\n`,
      "semicolon.csv": lines(head, good).replaceAll(",", ";"),
      "tab.csv": lines(head, good).replaceAll(",", "\t"),
      "open.csv": `${head}\n${good}`,
    };
    for (const [name, content] of Object.entries(contents)) {
      await workshop.write(name, content);
      const { output, rejectedRows: rejected } = await workshop.collect(define({ source: csv(name) }));
      expect([name, rejected, (await rawRows(workshop, output))[0]]).toMatchObject([
        name,
        0,
        { event_id: "e1", user_id: "u1", bought: true },
      ]);
    }
    const { output } = await workshop.collect(define({ source: csv("mixed.csv") }));
    expect(await rawRows(workshop, output)).toHaveLength(2);
  });

  test("reads Latin-1 with the encoding option and names the option without it", async () => {
    await using workshop = await openWorkshop();
    const content = Buffer.from(
      lines(head.replace("device", "gerät"), "e1,Zo\xeb,2024-01-01,\x93x\x94,1,1,no"),
      "latin1",
    );
    const { device: _device, ...columns } = clickColumns;
    const named = { ...columns, gerät: category() };
    expect(await failure(workshop, content, { columns: named })).toMatchObject({
      code: "SOURCE_UNREADABLE",
      message: expect.stringContaining('encoding: "latin-1"'),
    });
    const { output } = await workshop.collect(
      define({ columns: named, source: csv("in.csv", { encoding: "latin-1" }) }),
    );
    expect(await rawRows(workshop, output)).toMatchObject([{ user_id: "Zoë", gerät: "“x”" }]);
    expect((await readdir(output)).sort()).toEqual(["raw.parquet", "rejected.parquet"]);
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

  test("keeps order and row numbers where the engine reads a file in parts", async () => {
    await using workshop = await openWorkshop();
    const path = join(workshop.directory, "in.csv");
    await workshop.context.engine.run(
      `COPY (SELECT range AS n, repeat('x', 120) AS pad FROM range(500000)) TO ${quoteText(path)} (HEADER)`,
    );
    execFileSync("sed", ["-i", "-e", "200002s/.*/ragged/", "-e", "400002s/.*/a,b,c/", path]);
    const { output } = await workshop.collect(define({ columns: { n: integer(), pad: text() } }));
    const [row] = await workshop.context.engine.all(
      `SELECT count(*) AS rows, bool_and(_aw_row = n + 1) AS numbered, bool_and(file_row_number = n - CASE WHEN n > 400000 THEN 2 WHEN n > 200000 THEN 1 ELSE 0 END) AS ordered FROM read_parquet(${quoteText(join(output, "raw.parquet"))})`,
    );
    expect(row).toEqual({ rows: 499_998, numbered: true, ordered: true });
    expect((await rejectedRows(workshop, output)).map(({ _aw_row, value }) => [_aw_row, value])).toEqual([
      [200_001, "ragged"],
      [400_001, "a,b,c"],
    ]);
  });
});

describe("collect() fails", () => {
  test("with NO_ROWS on an empty file and on a header only", async () => {
    await using workshop = await openWorkshop();
    expect(await failure(workshop, "")).toMatchObject({
      code: "NO_ROWS",
      message: expect.stringContaining("is empty"),
    });
    expect(await failure(workshop, lines(head))).toMatchObject({
      code: "NO_ROWS",
      message: expect.stringContaining("no row"),
    });
    expect(await failure(workshop, "", { source: jsonLines("in.csv") })).toMatchObject({ code: "NO_ROWS" });
  });

  test("with SCHEMA_MISMATCH that names a missing column and the nearest, reserved names and twins", async () => {
    await using workshop = await openWorkshop();
    expect(await failure(workshop, lines(head.replace("clicks", "Clickz"), good))).toMatchObject({
      code: "SCHEMA_MISMATCH",
      message: expect.stringContaining("there is no column 'clicks' (did you mean 'Clickz'?)"),
    });
    expect(await failure(workshop, lines(`${head},_aw_row`, `${good},1`))).toMatchObject({
      code: "SCHEMA_MISMATCH",
      message: expect.stringContaining("'_aw_row' begins with '_aw_'"),
    });
    expect(await failure(workshop, lines(`${head},CLICKS`, `${good},1`))).toMatchObject({
      code: "SCHEMA_MISMATCH",
      message: expect.stringContaining("both 'clicks' and 'CLICKS'"),
    });
  });

  test("with SOURCE_UNREADABLE that names a path that is missing, a folder, or in another format", async () => {
    await using workshop = await openWorkshop();
    await mkdir(join(workshop.directory, "folder"));
    await workshop.write("text.parquet", "no parquet");
    await workshop.write("text.csv.gz", "no gzip");
    const cases = [
      csv("nowhere.csv"),
      csv("nowhere-*.csv"),
      csv("folder"),
      parquet("text.parquet"),
      csv("text.csv.gz"),
    ];
    for (const source of cases) {
      const [path = ""] = source.kind === "postgres" ? [] : source.paths;
      await expect(workshop.collect(define({ source }))).rejects.toMatchObject({
        code: "SOURCE_UNREADABLE",
        message: expect.stringContaining(path),
      });
    }
  });

  test.skipIf(process.getuid?.() === 0)(
    "with SOURCE_UNREADABLE without the right to read (root has every right: skipped)",
    async () => {
      await using workshop = await openWorkshop();
      const path = await workshop.write("in.csv", lines(head, good));
      await chmod(path, 0o000);
      await expect(workshop.collect(define())).rejects.toMatchObject({
        code: "SOURCE_UNREADABLE",
        message: expect.stringContaining("no right"),
      });
    },
  );

  test("with TOO_MANY_REJECTED that tells counts, the worst column and three values, none of personal data", async () => {
    await using workshop = await openWorkshop();
    const rows = ["a", "b", "c", "d"].map((v, i) => `e${i},u1,2024-01-01,ios,${v},1,no`);
    const content = lines(head, good, ...rows);
    const error = await failure(workshop, content, { maxRejectedShare: 0.5 });
    expect(error).toMatchObject({
      code: "TOO_MANY_REJECTED",
      message: expect.stringContaining(
        `4 of 5 rows do not fit (80%; maxRejectedShare allows 50%), most of them for the column 'clicks' (4): not a whole number within ±2⁵³. For example row 2: "a", row 3: "b", row 4: "c"`,
      ),
      details: { rows: 5, rejectedRows: 4, rejectedByColumn: { clicks: 4 }, worstColumn: "clicks" },
    });
    const hidden = await failure(workshop, content, {
      maxRejectedShare: 0.5,
      columns: { ...clickColumns, clicks: integer({ pii: true }) },
    });
    expect(hidden).toMatchObject({
      code: "TOO_MANY_REJECTED",
      message: expect.stringContaining("values hidden"),
    });
    expect(String((hidden as Error).message)).not.toContain('"a"');
    expect(await failure(workshop, content, { maxRejectedShare: 0.8 })).toBe(null);
  });

  test("with CANCELLED when the run is stopped", async () => {
    await using workshop = await openWorkshop();
    const { engine } = workshop.context;
    await engine.run(
      `COPY (SELECT range AS n FROM range(3000000)) TO ${quoteText(join(workshop.directory, "in.csv"))} (HEADER)`,
    );
    setTimeout(() => workshop.controller.abort(), 20);
    await expect(workshop.collect(define({ columns: { n: integer() } }))).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(await engine.all("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("with DISK_UNUSABLE where the folder cannot be written or the disk is full", async ({ skip }) => {
    await using workshop = await openWorkshop();
    await workshop.context.engine.run(
      `COPY (SELECT range AS n, md5(CAST(range AS VARCHAR)) AS m FROM range(300000)) TO ${quoteText(join(workshop.directory, "in.csv"))} (HEADER)`,
    );
    const small = join(workshop.directory, "small");
    await mkdir(small);
    if (!mount(["-t", "tmpfs", "-o", "size=1m", "tmpfs", small]))
      skip("a small disk needs the right to mount one");
    const definition = define({ columns: { n: integer(), m: text() } });
    const work = () =>
      collect({ definition, projectDirectory: workshop.directory, directory: small }, workshop.context);
    try {
      await expect(work()).rejects.toMatchObject({ code: "DISK_UNUSABLE" });
      mount(["-o", "remount,ro", small]);
      await expect(work()).rejects.toMatchObject({ code: "DISK_UNUSABLE" });
    } finally {
      execFileSync("umount", [small]);
    }
  });
});

function mount(options: readonly string[]): boolean {
  try {
    execFileSync("mount", options, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("fingerprint()", () => {
  test("is the same for the same bytes and columns, and no other", async () => {
    await using workshop = await openWorkshop();
    const { directory: projectDirectory, context } = workshop;
    await workshop.write("a.csv", lines(head, good));
    await workshop.write("b.csv", lines(head, good));
    await workshop.write("c.csv", lines(head, good, good));
    const of = (options: Parameters<typeof define>[0]) =>
      fingerprint({ definition: define(options), projectDirectory }, context);
    const first = await of({ source: csv("a.csv") });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await of({ source: csv("b.csv"), maxRejectedShare: 0.1 })).toBe(first);
    const others = [
      await of({ source: csv("c.csv") }),
      await of({ source: csv(["a.csv", "b.csv"]) }),
      await of({ source: csv("a.csv", { missing: "-" }) }),
      await of({ source: csv("a.csv"), columns: { ...clickColumns, clicks: number() } }),
      await of({ source: csv("a.csv"), columns: { ...clickColumns, ts: timestamp({ zone: "Asia/Tokyo" }) } }),
    ];
    expect(new Set([first, ...others]).size).toBe(6);
  });
});
