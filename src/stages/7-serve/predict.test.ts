import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../../test/packages/fixture.ts";
import { forward } from "../../../test/packages/forward.ts";
import { asideName } from "../../io/aside.ts";
import { buildPackage, type LoadedPackage, loadPackage } from "../6-package/index.ts";
import { predict, predictFile } from "./index.ts";

let fixture: Fixture;
let loaded: LoadedPackage;
beforeAll(async () => {
  fixture = await packageFixture();
  // A budget that nothing meets: float32 ships, and answers can be compared closely.
  const definition = {
    ...fixture.definition,
    packaging: { ...fixture.definition.packaging, accuracyBudget: -1 },
  };
  const input = fixture.input("package", { definition });
  await buildPackage(input, fixture.context);
  loaded = await loadPackage(input.directory);
});
afterAll(() => fixture[Symbol.asyncDispose]());

const event = (change: Readonly<Record<string, unknown>> = {}) => ({
  event_id: "new",
  user_id: "user7",
  ts: "2026-01-01T00:05:00Z",
  device: "phone",
  clicks: 5,
  ...change,
});

/** The sum of the user's clicks before a time, asked of the engine in the plainest way. */
async function pastClicks(user: string, before: string): Promise<number | null> {
  const [row] = await fixture.engine.all(
    `SELECT sum(clicks)::DOUBLE AS s FROM '${fixture.history}' WHERE user_id = '${user}' AND ts < TIMESTAMP '${before}'`,
  );
  return (row?.s ?? null) as number | null;
}

const predictRows = (
  rows: readonly Readonly<Record<string, unknown>>[],
  history: string | null = fixture.history,
) => predict({ package: loaded, rows, history }, fixture.context);

test("predict() engineers a raw event from the history and answers as the plain forward pass does", async () => {
  const { predictions, rejected } = await predictRows([event()]);
  const past_clicks = await pastClicks("user7", "2026-01-01 00:05:00");
  const { probability } = forward({ device: "phone", clicks: 5, past_clicks }, fixture.layers);
  expect(rejected).toEqual([]);
  expect(past_clicks).toBeGreaterThan(0);
  expect(predictions).toEqual([
    {
      row: 1,
      event: "new",
      prediction: probability >= 0.5,
      probability: expect.closeTo(probability, 5),
      probabilities: [],
      threshold: 0.5,
      model: { name: "will-buy", version: 3 },
    },
  ]);
});

test("predict() lets an earlier row be the past of a later one, whatever their order", async () => {
  const rows = [
    event({ user_id: "fresh", event_id: "b", ts: "2026-02-02T00:00:00Z" }),
    event({ user_id: "fresh", event_id: "a", ts: "2026-02-01T00:00:00Z", clicks: 9 }),
  ];
  const { predictions } = await predictRows(rows);
  const wanted = [9, null].map((past_clicks, index) =>
    forward({ device: "phone", clicks: index === 0 ? 5 : 9, past_clicks }, fixture.layers),
  );
  expect(predictions.map(({ row }) => row)).toEqual([1, 2]);
  for (const [index, { probability }] of predictions.entries())
    expect(probability).toBeCloseTo(wanted[index]?.probability ?? 0, 5);
});

test("predict() takes a feature that the row carries as it is, and needs no keys then", async () => {
  const { predictions, rejected } = await predictRows(
    [
      { device: "tablet", clicks: 2, past_clicks: 70 },
      { device: "tablet", clicks: 2, past_clicks: null },
      event(),
    ],
    null,
  );
  expect(rejected).toEqual([]);
  const wanted = [70, null].map((past_clicks) =>
    forward({ device: "tablet", clicks: 2, past_clicks }, fixture.layers),
  );
  expect(predictions.map(({ row }) => row)).toEqual([1, 2, 3]);
  expect(predictions[0]?.probability).toBeCloseTo(wanted[0]?.probability ?? 0, 5);
  expect(predictions[1]?.probability).toBeCloseTo(wanted[1]?.probability ?? 0, 5);
});

test("predict() applies the bounds that the outlier rule learned in training", async () => {
  const [one, other] = (await predictRows([event({ clicks: 900 }), event({ clicks: 11 })])).predictions;
  expect(one?.probability).toBe(other?.probability);
});

test("predict() reports what does not fit by row, field, rule and value, and answers the rest", async () => {
  const { predictions, rejected } = await predictRows(
    [
      event({ clicks: "many" }),
      event({ clicks: -4 }),
      event({ user_id: null }),
      event({ past_clicks: "x" }),
      event({ devise: "phone", device: undefined, event_id: "typo" }),
      event(),
    ].map((row, index) =>
      index === 4 ? Object.fromEntries(Object.entries(row).filter(([name]) => name !== "device")) : row,
    ),
  );
  expect(predictions.map(({ row }) => row)).toEqual([6]);
  expect(rejected.map(({ row, field }) => [row, field])).toEqual([
    [1, "clicks"],
    [2, "clicks"],
    [3, "user_id"],
    [4, "past_clicks"],
    [5, "devise"],
  ]);
  expect(rejected[1]).toEqual({ row: 2, field: "clicks", rule: "clicks out of range", value: "-4" });
  expect(rejected[0]?.value).toContain("many");
  expect(rejected[4]?.rule).toContain("'device'");
});

test("predict() refuses to predict nothing", async () => {
  await expect(predictRows([])).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

test("predict() answers calls at once on one engine as it answers them one by one", async () => {
  const calls = Array.from({ length: 8 }, (_, call) =>
    Array.from({ length: 5 }, (_, row) =>
      event({ user_id: `user${call}`, event_id: `c${call}r${row}`, clicks: (call + row) % 9 }),
    ),
  );
  const oneByOne: unknown[] = [];
  for (const rows of calls) oneByOne.push(await predictRows(rows));
  expect(await Promise.all(calls.map((rows) => predictRows(rows)))).toEqual(oneByOne);
  expect(new Set(oneByOne.map((answer) => JSON.stringify(answer))).size).toBe(calls.length);
});

const rowsIn = 3_000;
async function eventFile(name: string, extra = ""): Promise<string> {
  const path = join(fixture.directory, name);
  const format = name.endsWith(".csv") ? "csv, HEADER" : name.endsWith(".jsonl") ? "json" : "parquet";
  await fixture.engine.run(
    `COPY (SELECT 'f' || i AS event_id, 'user' || i % 20 AS user_id, TIMESTAMP '2026-01-03' + to_seconds(i) AS ts,
      ['phone', 'desktop'][1 + i % 2] AS device, CASE WHEN i = 10 THEN -1 ELSE i % 9 END AS clicks${extra}
      FROM range(${rowsIn}) t(i)) TO '${path}' (FORMAT ${format})`,
  );
  return path;
}

test("predictFile() answers CSV, JSON Lines and Parquet alike, and as predict() does", async () => {
  const tables: unknown[][] = [];
  for (const [from, to] of [
    ["in.csv", "out.jsonl"],
    ["in.jsonl", "out.parquet"],
    ["in.parquet", "out.csv"],
  ] as const) {
    const path = await eventFile(from);
    const output = join(fixture.directory, to);
    const result = await predictFile(
      { package: loaded, path, history: fixture.history, output },
      fixture.context,
    );
    expect(result).toMatchObject({ rows: rowsIn, predicted: rowsIn - 1, rejected: 1 });
    expect(result.firstRejected).toEqual([
      { row: 11, field: "clicks", rule: "clicks out of range", value: "-1" },
    ]);
    tables.push(
      await fixture.engine.all(
        `SELECT "row", event_id, prediction, probability, model_version FROM '${output}' ORDER BY "row"`,
      ),
    );
  }
  expect(tables[0]).toHaveLength(rowsIn - 1);
  expect(tables[1]).toEqual(tables[0]);
  expect(tables[2]).toEqual(tables[0]);
  const lines = (await readFile(join(fixture.directory, "in.jsonl"), "utf8")).trim().split("\n");
  const { predictions } = await predictRows(lines.map((line) => JSON.parse(line)));
  expect(
    predictions.map(({ row, event: id, prediction, probability }) => [row, id, prediction, probability]),
  ).toEqual(
    (tables[0] as Readonly<Record<string, unknown>>[]).map((line) => [
      line.row,
      line.event_id,
      line.prediction,
      line.probability,
    ]),
  );
});

test("predictFile() takes given features from the file, and writes all that was rejected where asked", async () => {
  const path = await eventFile("given.csv", ", i / 100 AS past_clicks");
  const [output, rejectedOutput] = [
    join(fixture.directory, "given.parquet"),
    join(fixture.directory, "rejected.jsonl"),
  ];
  await predictFile({ package: loaded, path, history: null, output, rejectedOutput }, fixture.context);
  const [row] = await fixture.engine.all(`SELECT probability FROM '${output}' WHERE event_id = 'f1000'`);
  const wanted = forward({ device: "phone", clicks: 1000 % 9, past_clicks: 10 }, fixture.layers);
  expect(row?.probability).toBeCloseTo(wanted.probability, 5);
  expect(JSON.parse(await readFile(rejectedOutput, "utf8"))).toMatchObject({ row: 11, field: "clicks" });
});

test("predictFile() writes whole files where two calls on one engine have the same target, and sweeps what a kill left", async () => {
  const path = await eventFile("same.csv");
  const directory = join(fixture.directory, "same");
  const output = join(directory, "out.csv");
  await mkdir(directory);
  const { pid = 0 } = spawnSync(process.execPath, ["--version"]);
  await writeFile(join(directory, asideName("out.csv-left").replace(`-${process.pid}-`, `-${pid}-`)), "half");
  const ask = () => predictFile({ package: loaded, path, history: fixture.history, output }, fixture.context);
  for (const { predicted } of await Promise.all([ask(), ask(), ask()])) expect(predicted).toBe(rowsIn - 1);
  expect(await readdir(directory)).toEqual(["out.csv"]);
  expect((await readFile(output, "utf8")).trim().split("\n")).toHaveLength(rowsIn);
});

test("predictFile() names a column that the file lacks, an ending it does not know, and leaves nothing behind", async () => {
  const path = join(fixture.directory, "lacking.csv");
  await writeFile(path, "event_id,user_id,ts,clicks\ne1,user1,2026-01-03T00:00:00Z,3\n");
  const output = join(fixture.directory, "never.csv");
  const ask = (change: object) =>
    predictFile({ package: loaded, path, history: null, output, ...change }, fixture.context);
  await expect(ask({})).rejects.toMatchObject({
    code: "SCHEMA_MISMATCH",
    message: expect.stringContaining("'device'"),
  });
  await expect(ask({ output: "x.xlsx" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await expect(ask({ path: "x.xlsx" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await expect(stat(output)).rejects.toMatchObject({ code: "ENOENT" });
});
