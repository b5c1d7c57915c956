/** The event log in SQLite: durable events in groups of 100 through its thread, beside a bare loop of prepared inserts. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventEntry, EventLog, LogEntry } from "../src/io/event-log/index.ts";
import { openEventLog } from "../src/io/event-log/index.ts";
import { openStore } from "../src/io/store/index.ts";
import { loadSqlite } from "../src/io/store/load-sqlite.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";

const groupRows = 100;
const groupsAtOnce = 4;
const nothingDecided = Number.MAX_SAFE_INTEGER;

function makeEvent(index: number): EventEntry {
  const [id, entity, time] = [randomUUID(), `u${index % 10_000}`, 1_767_571_200_000_000 + index * 1_000];
  const body = JSON.stringify({
    event_id: id,
    user_id: entity,
    ts: time,
    device: "mobile",
    clicks: 3,
    impressions: 9,
  });
  return { kind: "event", id, entity, time, body };
}

function makeGroups(groups: number): EventEntry[][] {
  return Array.from({ length: groups }, (_, group) =>
    Array.from({ length: groupRows }, (_, at) => makeEvent(group * groupRows + at)),
  );
}

async function inNewStore<T>(work: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
  try {
    return await work(join(directory, "store.sqlite"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Events per second, with a few groups on their way as a server has them. */
async function throughLog(groups: readonly (readonly LogEntry[])[], path: string): Promise<number> {
  await using log = await openEventLog(path);
  await log.read({ after: nothingDecided, cold: [], plan: "" });
  const waiting = groups.values();
  const started = performance.now();
  const caller = async () => {
    for (const entries of waiting) await appendAll(log, entries);
  };
  await Promise.all(Array.from({ length: groupsAtOnce }, caller));
  const seconds = (performance.now() - started) / 1_000;
  const { upTo } = await log.read({ after: nothingDecided, cold: [], plan: "" });
  if (upTo !== groups.length * groupRows) throw new Error(`the log holds ${upTo} entries`);
  return upTo / seconds;
}

async function appendAll(log: EventLog, entries: readonly LogEntry[]): Promise<void> {
  const { status } = await log.append(entries, { seen: nothingDecided, now: Date.now() });
  if (status !== "appended") throw new Error(`the log says ${status}`);
}

/** What one writes first: the same rows into the same table, as durable, in this thread, with nothing looked up. */
async function bareLoop(groups: readonly (readonly EventEntry[])[], path: string): Promise<number> {
  await (await openStore(path))[Symbol.asyncDispose]();
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  const insert = database.prepare(
    "INSERT INTO events (seq, id, entity, time, received_at, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  let seq = 0;
  const started = performance.now();
  for (const entries of groups) {
    database.exec("BEGIN IMMEDIATE");
    for (const { id, entity, time, body } of entries) insert.run(++seq, id, entity, time, Date.now(), body);
    database.exec("COMMIT");
  }
  const seconds = (performance.now() - started) / 1_000;
  database.close();
  return seq / seconds;
}

/** What 16 predictions and their events cost the thread that asks, milliseconds of its processor time. */
async function askingThreadMs(appends: number, path: string): Promise<number> {
  const batches = makeGroups(appends).map((events) =>
    events.slice(0, 16).flatMap((event): LogEntry[] => {
      const { id: eventId, entity, time, body } = event;
      return [
        { kind: "prediction", id: randomUUID(), eventId, entity, time, model: "m", version: 1, body },
        event,
      ];
    }),
  );
  await using log = await openEventLog(path);
  for (const entries of batches.slice(0, appends >> 2)) await appendAll(log, entries);
  const measured = batches.slice(appends >> 2);
  const before = process.threadCpuUsage();
  for (const entries of measured) await appendAll(log, entries);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000 / measured.length;
}

export const eventLogBenchmark: Benchmark = {
  name: "event-log",
  async run({ quick }): Promise<Measurement[]> {
    const groups = makeGroups(quick ? 50 : 600);
    const [bares, lives]: [number[], number[]] = [[], []];
    // Turn by turn, for the disk is not as fast at all times.
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      bares.push(await inNewStore((path) => bareLoop(groups, path)));
      lives.push(await inNewStore((path) => throughLog(groups, path)));
    }
    const [bare, live] = [median(bares), median(lives)];

    const asking = await inNewStore((path) => askingThreadMs(quick ? 100 : 1_000, path));
    return [
      { measure: "event log, durable by 100", value: live, unit: "events/s", target: 30_000 },
      {
        measure: "event log, share of a bare insert loop",
        value: live / bare,
        unit: "x",
        against: `node:sqlite in transactions of 100, ${Math.round(bare)} events/s`,
      },
      {
        measure: "event log, 16 predictions + 16 events, asking thread",
        value: asking,
        unit: "ms",
        target: 1,
        better: "lower",
      },
    ];
  },
};
