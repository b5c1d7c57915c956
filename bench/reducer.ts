/** The reducer on one core: every event asks for its two features and is then observed, over 10,000 entities. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBTimestampValue } from "@duckdb/node-api";
import { boolean, integer, text, timestamp } from "../src/core/column.ts";
import { csv, type Definition, pipeline } from "../src/core/definition/index.ts";
import type { EventValues } from "../src/core/expression/index.ts";
import { seededRandom } from "../src/core/random.ts";
import { openEngine, quoteText } from "../src/io/engine.ts";
import { buildFeatures, reducer } from "../src/stages/3-features/index.ts";
import type { Benchmark, Measurement } from "./benchmark.ts";

const entities = 10_000;
const microsInDay = 86_400_000_000;

const definition: Definition = pipeline({
  name: "bench",
  events: {
    source: csv("unread.csv"),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    label: "bought",
    columns: {
      event_id: integer(),
      user_id: text(),
      ts: timestamp(),
      impressions: integer(),
      clicks: integer(),
      bought: boolean(),
    },
  },
  features: ({ clicks, impressions, user }) => ({
    click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
  }),
});

/** `count` events within 60 days in the order of time; made before the clock starts. */
export function makeEvents(count: number): EventValues[] {
  const random = seededRandom(1);
  const names = Array.from({ length: entities }, (_, index) => `u${index}`);
  const start = 1_767_571_200_000_000;
  return Array.from({ length: count }, (_, index) => ({
    event_id: index,
    user_id: names[random.below(entities)] ?? null,
    ts: start + Math.floor((index * 60 * microsInDay) / count),
    impressions: 3 + random.below(6),
    clicks: random.below(4),
    bought: random.below(5) < 2,
  }));
}

interface Reading {
  readonly seconds: number;
  /** The sum of the answers: what was asked was answered, and by every contender alike. */
  readonly total: number;
}

export function byReducer(events: readonly EventValues[]): Reading {
  const state = reducer(definition);
  const started = performance.now();
  let total = 0;
  for (const event of events) {
    const { click_rate: rate, time_since_last_click: since } = state.featuresAt(event);
    total += Number(rate) + Number(since);
    state.observe(event);
  }
  return { seconds: (performance.now() - started) / 1_000, total };
}

/** What one writes first: the entity's events in a list, looked through for every question. */
function byList(events: readonly EventValues[]): Reading {
  const lists = new Map<unknown, EventValues[]>();
  const started = performance.now();
  let total = 0;
  for (const event of events) {
    const t = Number(event.ts);
    const list = lists.get(event.user_id) ?? [];
    lists.set(event.user_id, list);
    let [clicks, impressions, last] = [0, 0, Number.NaN];
    for (const past of list) {
      const time = Number(past.ts);
      if (time >= t) continue;
      if (Number(past.clicks) > 0) last = time;
      if (time < t - 30 * microsInDay) continue;
      clicks += Number(past.clicks);
      impressions += Number(past.impressions);
    }
    total += (impressions === 0 ? 0 : clicks / impressions) + (Number.isNaN(last) ? 0 : (t - last) / 1e6);
    list.push(event);
  }
  return { seconds: (performance.now() - started) / 1_000, total };
}

/** The compiled SQL over all events at once, on one thread. */
async function bySql(events: readonly EventValues[]): Promise<Reading> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
  using engine = await openEngine({ threads: 1 });
  try {
    const clean = join(directory, "clean.parquet");
    await engine.run(
      "CREATE TABLE clean (_aw_row BIGINT, event_id BIGINT, user_id VARCHAR, ts TIMESTAMP, impressions BIGINT, clicks BIGINT, bought BOOLEAN)",
    );
    const appender = await engine.connection.createAppender("clean");
    for (const [index, event] of events.entries()) {
      appender.appendBigInt(BigInt(index + 1));
      appender.appendBigInt(BigInt(Number(event.event_id)));
      appender.appendVarchar(String(event.user_id));
      appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Number(event.ts))));
      appender.appendBigInt(BigInt(Number(event.impressions)));
      appender.appendBigInt(BigInt(Number(event.clicks)));
      appender.appendBoolean(event.bought === true);
      appender.endRow();
    }
    appender.closeSync();
    await engine.run(`COPY clean TO ${quoteText(clean)} (FORMAT parquet)`);
    const { signal } = new AbortController();
    const started = performance.now();
    await buildFeatures({ definition, clean, directory }, { engine, emit: () => {}, now: Date.now, signal });
    const seconds = (performance.now() - started) / 1_000;
    const [row = {}] = await engine.all(
      `SELECT sum(coalesce(click_rate, 0)) + sum(coalesce(time_since_last_click, 0)) AS total FROM read_parquet(${quoteText(join(directory, "features.parquet"))})`,
    );
    return { seconds, total: Number(row.total) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function alike(left: Reading, right: Reading): boolean {
  return Math.abs(left.total - right.total) <= 1e-6 * Math.abs(left.total);
}

export const reducerBenchmark: Benchmark = {
  name: "reducer",
  async run({ quick }): Promise<Measurement[]> {
    const events = makeEvents(quick ? 50_000 : 3_000_000);
    const live = byReducer(events);
    const list = byList(events);
    const sql = await bySql(events);
    if (!alike(live, list) || !alike(live, sql)) {
      throw new Error(`the contenders disagree: ${live.total}, ${list.total}, ${sql.total}`);
    }
    const rate = events.length / live.seconds;
    return [
      { measure: "reducer, observe and ask, one core", value: rate, unit: "events/s", target: 500_000 },
      {
        measure: "reducer, times a list looked through",
        value: list.seconds / live.seconds,
        unit: "x",
        against: `a list looked through, ${Math.round(events.length / list.seconds)} events/s`,
      },
      {
        measure: "reducer, times the SQL over all at once",
        value: sql.seconds / live.seconds,
        unit: "x",
        against: `the compiled SQL on one thread, ${Math.round(events.length / sql.seconds)} events/s`,
      },
    ];
  },
};
