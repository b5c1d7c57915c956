import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boolean, integer, text, timestamp } from "../../core/column.ts";
import { csv, duplicates, mlp, pipeline } from "../../core/definition/index.ts";
import type { RunEvent } from "../../core/progress.ts";
import { type Engine, openEngine, quoteText } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import { buildFeatures, buildFeaturesFor, reducer } from "./index.ts";

const source = {
  source: csv("unread.csv"),
  id: "event_id",
  entity: "user_id",
  time: "ts",
  columns: {
    event_id: text(),
    user_id: text(),
    ts: timestamp(),
    impressions: integer(),
    clicks: integer(),
    bought: boolean(),
  },
} as const;
const definition = pipeline({
  name: "clicks",
  events: { ...source, label: { column: "bought", maturesAfter: "1h" } },
  features: ({ clicks, impressions, bought, user }) => ({
    click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
    has_bought: user.last(bought),
    recency: user.state({ where: clicks.gt(0) }).over("1d"),
  }),
  model: mlp({ epochs: 1 }),
});

let engine: Engine;
let directory: string;
let context: StageContext;
const told: RunEvent[] = [];

/** Four visits of one user, one of another; d stands in the file before c, which came first. */
const events = `SELECT * FROM (VALUES
  (1, 'a', 'u1', TIMESTAMP '2026-01-01 10:00:00', 4, 2, true),
  (2, 'b', 'u1', TIMESTAMP '2026-01-01 10:30:00', 4, 0, false),
  (3, 'd', 'u1', TIMESTAMP '2026-01-03 10:00:00', 2, 1, true),
  (4, 'c', 'u1', TIMESTAMP '2026-01-01 12:00:00', 0, 0, false),
  (5, 'e', 'u2', TIMESTAMP '2026-01-01 11:00:00', 5, 5, true)
) AS t(_aw_row, event_id, user_id, ts, impressions, clicks, bought)`;

beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
  directory = await mkdtemp(join(tmpdir(), "airworthy-features-"));
  context = {
    engine,
    emit: (event) => told.push(event),
    now: Date.now,
    signal: new AbortController().signal,
  };
  await engine.run(
    `COPY (SELECT _aw_row::BIGINT AS _aw_row, event_id, user_id, ts, impressions::BIGINT AS impressions,
     clicks::BIGINT AS clicks, bought FROM (${events})) TO ${quoteText(join(directory, "clean.parquet"))} (FORMAT parquet)`,
  );
});
afterAll(async () => {
  engine[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

const wanted = [
  { event_id: "a", click_rate: null, time_since_last_click: null, has_bought: null, recency: "never" },
  { event_id: "b", click_rate: 0.5, time_since_last_click: 1_800, has_bought: null, recency: "present" },
  { event_id: "e", click_rate: null, time_since_last_click: null, has_bought: null, recency: "never" },
  { event_id: "c", click_rate: 0.25, time_since_last_click: 7_200, has_bought: false, recency: "present" },
  { event_id: "d", click_rate: 0.25, time_since_last_click: 172_800, has_bought: false, recency: "outside" },
];
const asked = "event_id, click_rate, time_since_last_click, has_bought, recency";

test("buildFeatures() writes ordered features and says what it did", async () => {
  const table = await buildFeatures(
    { definition, clean: join(directory, "clean.parquet"), directory },
    context,
  );
  const path = quoteText(join(directory, "features.parquet"));
  expect(await engine.all(`SELECT ${asked} FROM read_parquet(${path})`)).toEqual(wanted);
  expect(table.flow).toEqual({ rowsIn: 5, columnsIn: 6, rowsOut: 5, columnsOut: 10 });
  expect(table.note).toBe("4 features added: click_rate, time_since_last_click, has_bought, recency");
  expect(table.features.map(({ missingShare }) => missingShare)).toEqual([0.4, 0.4, 0.6, 0]);
  expect(table.features[1]?.sql).toMatchInlineSnapshot(
    `"(CAST((epoch_us("ts") - max(CASE WHEN (CAST("clicks" AS DOUBLE) > 0e0) THEN epoch_us("ts") END) OVER (PARTITION BY "user_id" ORDER BY epoch_us("ts") ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS DOUBLE) / 1000000e0)"`,
  );
  expect(told.at(-1)).toEqual({ kind: "stageProgress", stage: "features", done: 5, total: 5, unit: "rows" });
  const types = await engine.all(`DESCRIBE SELECT * EXCLUDE (_aw_row) FROM read_parquet(${path})`);
  expect(types.slice(6).map(({ column_type }) => column_type)).toEqual([
    "DOUBLE",
    "DOUBLE",
    "BOOLEAN",
    "VARCHAR",
  ]);
});

test("buildFeatures() stops on request, in the middle of its query too", async () => {
  const many = join(directory, "many.parquet");
  await engine.run(
    `COPY (SELECT i + 1 AS _aw_row, 'e' || i AS event_id, 'u' || i % 100 AS user_id,
       TIMESTAMP '2026-01-01' + to_seconds(i) AS ts, 1::BIGINT AS impressions, 1::BIGINT AS clicks, true AS bought
     FROM range(1_000_000) AS t(i)) TO ${quoteText(many)} (FORMAT parquet)`,
  );
  const cancel = new AbortController();
  const emit = (event: RunEvent) => {
    if (event.kind === "stageProgress" && event.unit === "%") cancel.abort();
  };
  const stopped = buildFeatures(
    { definition, clean: many, directory },
    { ...context, emit, signal: cancel.signal },
  );
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
});

test("buildFeaturesFor() tells of new rows what the run told of them", async () => {
  const clean = quoteText(join(directory, "clean.parquet"));
  const [history, rows] = [join(directory, "history.parquet"), join(directory, "rows.parquet")];
  await engine.run(
    `COPY (SELECT * FROM read_parquet(${clean}) WHERE event_id < 'c') TO ${quoteText(history)} (FORMAT parquet)`,
  );
  await engine.run(
    `COPY (SELECT event_id, user_id, ts, impressions, clicks FROM read_parquet(${clean}) WHERE event_id >= 'c' ORDER BY event_id)
     TO ${quoteText(rows)} (FORMAT parquet)`,
  );
  const result = await buildFeaturesFor({ definition, history, rows, directory }, { engine });
  expect(result.rows).toBe(3);
  const found = await engine.all(`SELECT _aw_row, ${asked} FROM read_parquet(${quoteText(result.path)})`);
  expect(found.map(({ _aw_row }) => _aw_row)).toEqual([3, 1, 2]);
  // c's label is not there: d sees b's, the last that is.
  expect(found).toMatchObject(wanted.filter(({ event_id }) => event_id >= "c"));
  const alone = await buildFeaturesFor({ definition, history: null, rows, directory }, { engine });
  const [first] = await engine.all(
    `SELECT ${asked} FROM read_parquet(${quoteText(alone.path)}) WHERE event_id = 'c'`,
  );
  expect(first).toEqual({ ...wanted[0], event_id: "c" });
});

test("buildFeatures() sees a repeated event once, and asks for repeats unless a rule removed them", async () => {
  const twice = join(directory, "twice.parquet");
  const clean = `read_parquet(${quoteText(join(directory, "clean.parquet"))})`;
  await engine.run(
    `COPY (SELECT * FROM ${clean} UNION ALL SELECT * REPLACE (_aw_row + 10 AS _aw_row) FROM ${clean} WHERE event_id = 'a')
     TO ${quoteText(twice)} (FORMAT parquet)`,
  );
  const clicksBefore = async (rules: typeof definition.rules) => {
    const counted = pipeline({
      name: "clicks",
      events: { ...source, label: "bought" },
      features: ({ clicks, user }) => ({ clicks_before: user.sum(clicks).over("30d") }),
    });
    await buildFeatures({ definition: { ...counted, rules }, clean: twice, directory }, context);
    const path = quoteText(join(directory, "features.parquet"));
    const [row] = await engine.all(`SELECT clicks_before FROM read_parquet(${path}) WHERE event_id = 'b'`);
    return row?.clicks_before;
  };
  expect(await clicksBefore([])).toBe(2);
  // With the rule the stage trusts the rows, which here break its word.
  expect(await clicksBefore([duplicates().drop()])).toBe(4);
});

test("reducer() fills in a label that comes later", () => {
  const state = reducer(definition);
  const hour = 3_600_000_000;
  const base = 1_700_000_000_000_000;
  expect(state.observe({ event_id: "a", user_id: "u", ts: base, clicks: 1, impressions: 1 })).toBe("kept");
  const ask = () => state.featuresAt({ event_id: "b", user_id: "u", ts: base + 2 * hour }).has_bought;
  expect(ask()).toBe(null);
  expect(state.amend({ event_id: "a", user_id: "u", bought: true })).toBe(true);
  expect(ask()).toBe(true);
  expect(state.featuresAt({ event_id: "b", user_id: "u", ts: base + hour - 1 }).has_bought).toBe(null);
  expect(state.amend({ event_id: "z", user_id: "u", bought: true })).toBe(false);
  expect(state.observe({ event_id: "a", user_id: "u", ts: base })).toBe("repeated");
  expect(state.observe({ event_id: "n", user_id: null, ts: base })).toBe("unusable");
});
