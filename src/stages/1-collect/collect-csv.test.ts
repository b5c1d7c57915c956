import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { category, integer, text } from "../../core/column.ts";
import { csv } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import {
  clickColumns,
  define,
  failure,
  good,
  head,
  lines,
  openWorkshop,
  rawRows,
  rejectedRows,
} from "./workshop.test-support.ts";

describe("collect() from CSV", () => {
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
