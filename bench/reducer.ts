/** The reducer on one core: every event asks for its two features and is then observed, over 10,000 entities. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBTimestampValue } from "@duckdb/node-api";
import { boolean, integer, text, timestamp } from "../src/core/column.ts";
import { csv, type Definition, pipeline } from "../src/core/definition/index.ts";
import type { EventValues, Value } from "../src/core/expression/index.ts";
import { seededRandom } from "../src/core/random.ts";
import { openEngine, quoteText } from "../src/io/engine.ts";
import { buildFeatures, reducer } from "../src/stages/3-features/index.ts";
import type { Benchmark, Measurement } from "./benchmark.ts";
import { type ClickFeatures, RollingWindow } from "./contenders/rolling-window.ts";

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

const batchSize = 10_000;

/** `count` events within 60 days in the order of time, a batch at a time, as a server meets them: new and soon gone. */
function* makeBatches(count: number): Generator<EventValues[]> {
  const random = seededRandom(1);
  const names = Array.from({ length: entities }, (_, index) => `u${index}`);
  const start = 1_767_571_200_000_000;
  for (let made = 0; made < count; made += batchSize) {
    yield Array.from({ length: Math.min(batchSize, count - made) }, (_, index) => ({
      event_id: made + index,
      user_id: names[random.below(entities)] ?? null,
      ts: start + Math.floor(((made + index) * 60 * microsInDay) / count),
      impressions: 3 + random.below(6),
      clicks: random.below(4),
      bought: random.below(5) < 2,
    }));
  }
}

interface Reading {
  readonly seconds: number;
  /** The sum of the answers: what was asked was answered, and by every contender alike. */
  readonly total: number;
}

interface Contender {
  featuresAt(event: EventValues): Readonly<Record<string, Value>> | ClickFeatures;
  observe(event: EventValues): unknown;
}

/** Every event asks and is observed; seconds are the whole process's CPU time meanwhile, on whatever core. */
function askAll(contender: Contender, batch: readonly EventValues[], before: Reading): Reading {
  const started = process.cpuUsage();
  let { total } = before;
  for (const event of batch) {
    const { click_rate: rate, time_since_last_click: since } = contender.featuresAt(event);
    total += Number(rate) + Number(since);
    contender.observe(event);
  }
  const { user, system } = process.cpuUsage(started);
  return { seconds: before.seconds + (user + system) / 1_000_000, total };
}

/** Both contenders on the same events, batch by batch in turn, so that a busy machine is no less busy for one. */
function byTurns(count: number): { live: Reading; byHand: Reading } {
  const [state, window] = [reducer(definition), new RollingWindow()];
  let live: Reading = { seconds: 0, total: 0 };
  let byHand = live;
  for (const batch of makeBatches(count)) {
    byHand = askAll(window, batch, byHand);
    live = askAll(state, batch, live);
  }
  return { live, byHand };
}

/** The compiled SQL over all events at once, on one thread. */
async function bySql(count: number): Promise<Reading> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
  using engine = await openEngine({ threads: 1 });
  try {
    const clean = join(directory, "clean.parquet");
    await engine.run(
      "CREATE TABLE clean (_aw_row BIGINT, event_id BIGINT, user_id VARCHAR, ts TIMESTAMP, impressions BIGINT, clicks BIGINT, bought BOOLEAN)",
    );
    const appender = await engine.connection.createAppender("clean");
    for (const event of eachEvent(count)) {
      appender.appendBigInt(BigInt(Number(event.event_id) + 1));
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
    const started = process.cpuUsage();
    await buildFeatures({ definition, clean, directory }, { engine, emit: () => {}, now: Date.now, signal });
    const { user, system } = process.cpuUsage(started);
    const [row = {}] = await engine.all(
      `SELECT sum(coalesce(click_rate, 0)) + sum(coalesce(time_since_last_click, 0)) AS total FROM read_parquet(${quoteText(join(directory, "features.parquet"))})`,
    );
    return { seconds: (user + system) / 1_000_000, total: Number(row.total) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function* eachEvent(count: number): Generator<EventValues> {
  for (const batch of makeBatches(count)) yield* batch;
}

function alike(left: Reading, right: Reading): boolean {
  return Math.abs(left.total - right.total) <= 1e-6 * Math.abs(left.total);
}

export const reducerBenchmark: Benchmark = {
  name: "reducer",
  async run({ quick }): Promise<Measurement[]> {
    const count = quick ? 50_000 : 3_000_000;
    const runs = Array.from({ length: quick ? 1 : 3 }, () => byTurns(count));
    const sql = await bySql(count);
    for (const { live, byHand } of runs) {
      if (alike(live, byHand) && alike(live, sql)) continue;
      throw new Error(`the contenders disagree: ${live.total}, ${byHand.total}, ${sql.total}`);
    }
    const live = Math.min(...runs.map((run) => run.live.seconds));
    const byHand = Math.min(...runs.map((run) => run.byHand.seconds));
    return [
      {
        measure: "reducer, observe and ask, one core",
        value: count / live,
        unit: "events/s",
        target: 500_000,
      },
      {
        measure: "reducer, times a rolling window by hand",
        value: byHand / live,
        unit: "x",
        against: `a Map of sums for these two features alone, ${Math.round(count / byHand)} events/s`,
      },
      {
        measure: "reducer, times the SQL over all at once",
        value: sql.seconds / live,
        unit: "x",
        against: `the compiled SQL on one thread, ${Math.round(count / sql.seconds)} events/s`,
      },
    ];
  },
};
