/**
 * What monitoring takes from /predict: counting in the server, and rolling the log up beside it. Two servers differ by more
 * than counting costs, so that what it costs is also measured by itself, and the share of both is told by that.
 */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { windowStart } from "../src/core/profile/index.ts";
import { openEngine } from "../src/io/engine.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { openStore } from "../src/io/store/index.ts";
import { workspaceOf } from "../src/io/workspace.ts";
import { loggedPackage } from "../src/pipeline/logged-package.ts";
import { RequestCounts } from "../src/server/request-counts.ts";
import { rollUp } from "../src/stages/8-monitor/index.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { type Contender, startContender } from "./serve-contender.ts";

const client = join(import.meta.dirname, "contenders", "live-load.ts");
const path = fileURLToPath(new URL("../examples/clicks/airworthy.config.ts", import.meta.url));

interface Reading {
  readonly perSecond: number;
  /** Microseconds of processor time of all threads of the server, a request. */
  readonly cost: number;
}

async function read(contender: Contender, forMs: number): Promise<Reading> {
  const before = await contender.cost();
  const args = [String(contender.port), "/predict", "32", String(forMs)];
  const { stdout } = await runNode([client, ...args], import.meta.dirname);
  const { perSecond, replies } = JSON.parse(stdout) as { perSecond: number; replies: number };
  const after = await contender.cost();
  return { perSecond, cost: (after.process - before.process) / replies };
}

/** Microseconds of processor time that a request is counted in, where each was a batch of its own: the median of rounds. */
function countCost(): number {
  const counts = new RequestCounts({ model: () => ({ name: "bench", version: 1 }) });
  counts.begin();
  const versions = new Set([1]);
  const rounds = Array.from({ length: 9 }, () => {
    const began = process.cpuUsage();
    for (let at = 0; at < countedAtOnce; at += 1) {
      const ms = 1 + (at % 997) / 50;
      for (const phase of ["queue", "features", "compute", "log"] as const) counts.took(phase, ms / 4, 1);
      counts.ended("/predict", "OK", ms, versions);
    }
    return spentSince(began) / countedAtOnce;
  });
  return median(rounds);
}

const countedAtOnce = 100_000;

function spentSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** A round comes once a minute: copies of what was logged make of it what a minute of `perSecond` leaves. */
async function fillMinute(location: string, perSecond: number): Promise<void> {
  await using store = await openStore(location);
  const { own = 0, last = 0 } = await store.db
    .selectFrom("predictions")
    .select(({ fn }) => [fn.countAll<number>().as("own"), fn.max("seq").as("last")])
    .executeTakeFirstOrThrow();
  const wanted = Math.max(own, Math.round(60 * perSecond));
  const copies = sql`WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ${Math.ceil(wanted / own) - 1})`;
  const minute = windowStart(Date.now(), "minute");
  await store.db.transaction().execute(async (tx) => {
    if (wanted > own)
      await sql`INSERT INTO predictions (seq, id, event_id, entity, time, received_at, model, version, body)
        ${copies} SELECT seq + n * ${last}, id || '-' || n, event_id || '-' || n, entity, time, received_at, model, version, body
        FROM copies, predictions ORDER BY n, seq LIMIT ${wanted - own}`.execute(tx);
    const to = sql<number>`(SELECT max(seq) FROM predictions)`;
    await tx.updateTable("log_position").set({ seq: to }).execute();
    const at = sql<number>`${minute} + seq * 60000 / (${to} + 1)`;
    await tx.updateTable("predictions").set({ received_at: at }).execute();
  });
}

interface RolledLog {
  readonly predictions: number;
  /** Microseconds of processor time a prediction: the engine's start, the roll-up of what a server logged, the engine's end. */
  readonly cost: number;
  readonly ms: number;
}

const rollUps = 5;

/** The median of rounds as the process of the monitors does them, one after the other: its first is left out. */
async function rollCopies(location: string): Promise<RolledLog> {
  const rounds: RolledLog[] = [];
  for (let round = 0; round <= rollUps; round += 1) {
    const copy = `${location}.${round}`;
    await copyFile(location, copy);
    rounds.push(await rollLog(copy));
    await rm(copy);
  }
  const [, ...warm] = rounds;
  const [{ predictions = 0 } = {}] = warm;
  return { predictions, cost: median(warm.map(({ cost }) => cost)), ms: median(warm.map(({ ms }) => ms)) };
}

async function rollLog(location: string): Promise<RolledLog> {
  const { definition, projectDirectory } = await loadConfig({ path });
  const workspace = workspaceOf(projectDirectory);
  await using store = await openStore(location);
  const { count } = await store.db
    .selectFrom("predictions")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  {
    using engine = await openEngine({ threads: 1 });
    const now = () => Date.now() + 3_600_000;
    const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
    const { unrolled, windows } = await rollUp(
      { store, packageOf },
      { engine, now, emit: () => undefined, signal: new AbortController().signal },
    );
    if (unrolled.length > 0 || windows.minute === 0) throw new Error(`${definition.name} was not rolled up`);
  }
  return { predictions: count, cost: spentSince(cpu) / count, ms: performance.now() - began };
}

export const monitoringBenchmark: Benchmark = {
  name: "monitoring",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [6, 2_000] : [10, 3_000];
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-monitoring-"));
    const location = join(directory, "counted.sqlite");
    const pairs: Pair[] = [];
    try {
      {
        await using plain = await startContender("serve-live.ts", join(directory, "plain.sqlite"));
        await using counted = await startContender("serve-live.ts", `counted ${location}`);
        for (const contender of [plain, counted]) await read(contender, forMs);
        for (let round = 0; round < rounds; round += 1) {
          // By turns who is first: what makes the machine slower for a while makes neither slower for all.
          const first = round % 2 === 0 ? await read(plain, forMs) : null;
          const on = await read(counted, forMs);
          pairs.push({ off: first ?? (await read(plain, forMs)), on });
        }
      }
      await fillMinute(location, median(pairs.map(({ off }) => off.perSecond)));
      return report(pairs, countCost(), await rollCopies(location));
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

/** Without counting and with it, one right after the other. */
interface Pair {
  readonly off: Reading;
  readonly on: Reading;
}

function report(pairs: readonly Pair[], counting: number, rolled: RolledLog): Measurement[] {
  const off = median(pairs.map((pair) => pair.off.cost));
  const perSecond = Math.round(median(pairs.map((pair) => pair.off.perSecond)));
  const byClock = median(pairs.map((pair) => pair.on.perSecond / pair.off.perSecond));
  return [
    {
      measure: "/predict with its answers counted, share of without",
      value: median(pairs.map((pair) => pair.off.cost / pair.on.cost)),
      unit: "x",
      target: 0.95,
      against: `by processor time, two servers; by the clock ${byClock.toFixed(2)} of ${perSecond} requests/s`,
    },
    { measure: "counting, processor time a request", value: counting, unit: "us", against: "by itself" },
    {
      measure: "roll-up, processor time a prediction",
      value: rolled.cost,
      unit: "us",
      against: `${rolled.predictions} predictions of a minute in ${Math.round(rolled.ms)} ms; serving one takes ${Math.round(off)} us`,
    },
    {
      measure: "… counted and rolled up on the same cores, share of without",
      value: off / (off + counting + rolled.cost),
      unit: "x",
      against: "by processor time",
      target: 0.95,
    },
  ];
}
