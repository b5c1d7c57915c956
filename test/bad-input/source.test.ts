import { access } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  configText,
  csvText,
  type EventRow,
  eventRows,
  expectGoodRun,
  expectRefusal,
  type Files,
  header,
  openProject,
  type Project,
  runDocument,
} from "./project.ts";

let project: Project;
beforeAll(async () => {
  project = await openProject();
  await expectGoodRun(project);
});
afterAll(() => project[Symbol.asyncDispose]());

const rows = eventRows();
const good = csvText(rows);
const events = (content: string | Uint8Array): Files => ({ "events.csv": content });

/** The rows with cell `place` of those that `at` picks replaced. */
function replaced(place: number, cell: string, at: (index: number) => boolean = () => true): EventRow[] {
  return rows.map((row, index) => (at(index) ? (row.with(place, cell) as unknown as EventRow) : row));
}

const refusals: readonly (readonly [string, string, Files, RegExp])[] = [
  ["an empty file", "NO_ROWS", events(""), /empty/],
  ["only blank lines", "NO_ROWS", events("\n\n\n"), /empty|no row/],
  ["a header only", "NO_ROWS", events(csvText([])), /columns and no row/],
  ["a missing column", "SCHEMA_MISMATCH", events(good.replace("x,y", "xx,y")), /'x'/],
  ["a column of the wrong type", "TOO_MANY_REJECTED", events(csvText(replaced(4, "tall"))), /'x'.*"tall"/],
  ["an empty label column", "LABEL_UNUSABLE", events(csvText(replaced(5, ""))), /'y'/],
  ["a label of one class", "LABEL_UNUSABLE", events(csvText(replaced(5, "true"))), /'y'/],
  [
    "Latin-1 bytes read as UTF-8",
    "TOO_MANY_REJECTED",
    events(Buffer.from(csvText(replaced(3, "caf\u00e9")), "latin1")),
    /row/,
  ],
  [
    "times that are none",
    "TOO_MANY_REJECTED",
    events(csvText(replaced(2, "31.12.2026"))),
    /'at'.*31\.12\.2026/,
  ],
  [
    "a missing file",
    "SOURCE_UNREADABLE",
    { "airworthy.config.ts": configText({ source: 'csv("nowhere.csv")' }) },
    /nowhere\.csv.*no such file/,
  ],
  [
    "a glob without a match",
    "SOURCE_UNREADABLE",
    { "airworthy.config.ts": configText({ source: 'csv("nowhere-*.csv")' }) },
    /no file matches/,
  ],
  [
    "a folder as a file",
    "SOURCE_UNREADABLE",
    { "airworthy.config.ts": configText({ source: 'csv("folder")' }), "folder/a.csv": "" },
    /not a file/,
  ],
  [
    "CSV called Parquet",
    "SOURCE_UNREADABLE",
    { "airworthy.config.ts": configText({ source: 'parquet("events.csv")' }) },
    /events\.csv/,
  ],
  [
    "CSV called JSON Lines",
    "NO_ROWS",
    { "airworthy.config.ts": configText({ source: 'jsonLines("events.csv")' }) },
    /JSON object/,
  ],
  [
    "text called gzip",
    "SOURCE_UNREADABLE",
    { "airworthy.config.ts": configText({ source: 'csv("events.csv.gz")' }), "events.csv.gz": good },
    /events\.csv\.gz/,
  ],
  [
    "bytes that are no text",
    "SOURCE_UNREADABLE",
    events(Uint8Array.from({ length: 4096 }, (_, index) => (index * 151) % 256)),
    /./,
  ],
];

test.each(refusals)(
  "airworthy run with %s ends as %s, and the next run works",
  async (_, code, files, message) => {
    await project.put(files);
    const error = await expectRefusal(project, ["run"], code);
    expect(error.message).toMatch(message);
    if (code === "TOO_MANY_REJECTED") {
      const kept = String(error.details.rejected);
      expect(error.message).toContain(kept);
      await access(kept);
    }
    await expectGoodRun(project);
  },
);

const harmless: readonly (readonly [string, Files, rejected: number])[] = [
  [
    "a byte order mark, Windows line ends, a quoted newline, a ragged row and no last line end",
    events(
      `\ufeff${csvText(rows, header, "\r\n")}`
        .replace("e3,u3,", '"e\r\n3",u3,')
        .replace("e5,u0,", "e5,extra,u0,")
        .trimEnd(),
    ),
    1,
  ],
  [
    "a Latin-1 byte in one row",
    events(Buffer.from(csvText(replaced(3, "caf\u00e9", (index) => index === 7)), "latin1")),
    1,
  ],
  [
    "Latin-1 that says so",
    {
      ...events(Buffer.from(csvText(replaced(3, "caf\u00e9")), "latin1")),
      "airworthy.config.ts": configText({ source: 'csv("events.csv", { encoding: "latin-1" })' }),
    },
    0,
  ],
];

test.each(harmless)("airworthy run takes %s", async (_, files, rejected) => {
  const { stages, collecting } = await runDocument(project, files);
  expect(collecting.rejectedRows).toBe(rejected);
  expect(stages[0]).toMatchObject({ rowsIn: 120, rowsOut: 120 - rejected });
  await expectGoodRun(project);
});
