import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine, quoteText } from "../../src/io/engine.ts";
import { parquetTable } from "../../src/io/parquet-table.ts";
import type { RunResult } from "../../src/pipeline.ts";
import {
  configText,
  csvText,
  eventRows,
  expectGoodRun,
  expectRefusal,
  header,
  openProject,
  type Project,
  runDocument,
} from "./project.ts";

let project: Project;
let plain: RunResult;
beforeAll(async () => {
  project = await openProject();
  await expectGoodRun(project);
  plain = JSON.parse((await project.call("run", "--json")).stdout) as RunResult;
});
afterAll(() => project[Symbol.asyncDispose]());

const rows = eventRows();
const withTimes = (write: (iso: string, index: number) => string) =>
  csvText(rows.map(([id, user, at, ...rest], index) => [id, user, write(String(at), index), ...rest]));

const hour = 3_600_000;
const shifted = (iso: string, hours: number) =>
  new Date(Date.parse(iso) + hours * hour).toISOString().slice(0, 19);
const french = (iso: string) => {
  const [day, time] = shifted(iso, 1).split("T"); // Paris in winter
  return `${day?.split("-").reverse().join("/")} ${time?.slice(0, 5)}`;
};

test("airworthy run reads ISO times with Z, with an offset and without a zone as the same instants", async () => {
  const ways = [
    (iso: string) => iso,
    (iso: string) => `${shifted(iso, 2)}+02:00`,
    (iso: string) => shifted(iso, 0).replace("T", " "),
  ];
  const mixed = withTimes((iso, index) => ways[index % 3]?.(iso) ?? iso);
  const { epochs, split } = await runDocument(project, { "events.csv": mixed });
  expect(epochs).toEqual(plain.epochs);
  expect(split).toEqual(plain.split);
});

test("airworthy run reads times in a declared format and zone, and refuses others", async () => {
  const config = configText({ at: 'timestamp({ format: "%d/%m/%Y %H:%M", zone: "Europe/Paris" })' });
  const files = { "airworthy.config.ts": config, "events.csv": withTimes(french) };
  const { epochs } = await runDocument(project, files);
  expect(epochs).toEqual(plain.epochs);
  await project.put({ "events.csv": csvText(rows) });
  const { message } = await expectRefusal(project, ["run"], "TOO_MANY_REJECTED");
  expect(message).toMatch(/'at'.*%d\/%m\/%Y/);
  await expectGoodRun(project);
});

test("airworthy run of one row says what is too little, and the next run works", async () => {
  await project.put({ "events.csv": csvText(rows.slice(0, 1)) });
  const told = await project.call("run");
  expect(told.code).toBe(1);
  expect(told.stderr).toMatch(/✗ (LABEL_UNUSABLE|NO_ROWS)\n/);
  await expectRefusal(project, ["run"], /NO_ROWS/.test(told.stderr) ? "NO_ROWS" : "LABEL_UNUSABLE");
  await expectGoodRun(project);
});

test("airworthy run learns from features that are constant, and from one that is never there", async () => {
  const config = configText({ columns: ["never: number()", "gone: category()", "flag: boolean()"] });
  const constant = rows.map(([id, user, at, , , y]) => [id, user, at, "a", 1, y, "", "", "true"]);
  const files = {
    "airworthy.config.ts": config,
    "events.csv": csvText(constant, [...header, "never", "gone", "flag"]),
  };
  const { metrics, epochs } = await runDocument(project, files);
  expect(Number.isFinite(metrics.logLoss?.value)).toBe(true);
  expect(epochs.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true);
  const row = JSON.stringify({ user: "u1", at: "2026-03-01T00:00:00Z", never: 7, gone: "new", flag: false });
  expect((await project.call("predict", "--input", row)).code).toBe(0);
  await expectGoodRun(project);
});

test("airworthy run counts an event once in features whatever its copies, and drops copies where told", async () => {
  const copies = [...rows, ...rows.slice(0, 30)];
  const doubled = { "events.csv": csvText(copies) };
  const kept = await runDocument(project, doubled);
  expect(kept.stages[1]).toMatchObject({ rowsIn: 150, rowsOut: 150 });
  const config = configText({ clean: "() => [duplicates().drop()]" });
  const dropped = await runDocument(project, { ...doubled, "airworthy.config.ts": config });
  expect(dropped.stages[1]).toMatchObject({ rowsIn: 150, rowsOut: 120 });
  expect(dropped.epochs).toEqual(plain.epochs);
  await expectGoodRun(project);
});

test("airworthy run sets aside an event without an entity, or does what a rule says of it", async () => {
  const some = csvText(rows.map(([id, user, ...rest], index) => [id, index < 4 ? "" : user, ...rest]));
  const { stages } = await runDocument(project, { "events.csv": some });
  expect(stages[1]).toMatchObject({ rowsIn: 120, rowsOut: 116, note: "4 set aside: missing user" });
  const fail = configText({ clean: '({ user }) => [user.isMissing().fail("no user")]' });
  await project.put({ "airworthy.config.ts": fail });
  const { message, details } = await expectRefusal(project, ["run"], "RULE_FAILED");
  expect(message).toContain("row 1");
  using engine = await openEngine();
  const kept = await engine.all(
    `SELECT id, _aw_rule FROM ${parquetTable(String(details.rejected))} ORDER BY _aw_row`,
  );
  expect(kept).toEqual(["e0", "e1", "e2", "e3"].map((id) => ({ id, _aw_rule: "no user" })));
  await expectGoodRun(project);
});

test("airworthy run takes extremes of doubles in Parquet, and sets aside what is no number", async () => {
  const path = join(project.path, "events.parquet");
  const extremes = ["1e308", "-1e308", "-0.0", "'NaN'", "'Infinity'", "'-Infinity'"];
  const cases = extremes.map((value, index) => `WHEN ${index} THEN CAST(${value} AS DOUBLE)`).join(" ");
  using engine = await openEngine();
  await engine.run(`COPY (SELECT 'e' || i AS id, 'u' || i % 5 AS "user", TIMESTAMP '2026-01-01' + to_hours(CAST(i AS INTEGER)) AS at,
    'a' AS kind, CASE i ${cases} ELSE i * 37 % 100 END AS x, i * 37 % 100 > 50 AS y FROM range(120) r(i)) TO ${quoteText(path)} (FORMAT parquet)`);
  const files = { "airworthy.config.ts": configText({ source: 'parquet("events.parquet")' }) };
  const { collecting, epochs, metrics } = await runDocument(project, files);
  expect(collecting).toMatchObject({ rejectedRows: 3, rejectedByColumn: { x: 3 } });
  expect(epochs.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true);
  expect(Number.isFinite(metrics.logLoss?.value)).toBe(true);
  const answer = await project.call("predict", "--input", path, "--json");
  expect(JSON.parse(answer.stdout)).toMatchObject({ rows: 120, predicted: 117, rejected: 3 });
  await rm(path);
  await expectGoodRun(project);
});

test("airworthy run refuses labels that no 32-bit float holds", async () => {
  const huge = rows.map((row, index) => row.with(5, index % 2 === 0 ? "1e308" : "-1e308"));
  const config = configText().replace("y: boolean()", "y: number()");
  await project.put({ "airworthy.config.ts": config, "events.csv": csvText(huge) });
  await expectRefusal(project, ["run"], "LABEL_UNUSABLE");
  await expectGoodRun(project);
});

test("airworthy run of 20,000 distinct categories hashes them into a network that stays small", async () => {
  const many = eventRows(20_000).map(([id, user, at, , x, y], index) => [
    id,
    user,
    at,
    `kind ${index}`,
    x,
    y,
  ]);
  const config = configText({ gates: "accuracy: { atLeast: 1.1 }" }); // so that none is packaged
  const result = await runDocument(project, {
    "airworthy.config.ts": config,
    "events.csv": csvText(many),
  });
  expect(result.stages[0]).toMatchObject({ rowsOut: 20_000 });
  expect(result.stages[4]?.note).toMatch(/^1\d{3}–2–1 network/);
  await expectGoodRun(project);
});
