import { execFileSync } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { integer, text } from "../../core/column.ts";
import { csv, jsonLines, parquet } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import { collect } from "./collect.ts";
import { clickColumns, define, failure, good, head, lines, openWorkshop } from "./workshop.test-support.ts";

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
    const ragged = await failure(workshop, lines(head, good, "secret"), { maxRejectedShare: 0 });
    expect(ragged).toMatchObject({ message: expect.stringContaining("most of them for whole rows (1)") });
    expect(JSON.stringify([ragged, String(ragged)])).not.toContain("secret"); // a column of it is personal data
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
