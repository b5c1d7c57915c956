/** What monitoring takes from /predict: counting in the server, and rolling the log up beside it. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEngine } from "../src/io/engine.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { openStore } from "../src/io/store/index.ts";
import { workspaceOf } from "../src/io/workspace.ts";
import { loggedPackage } from "../src/pipeline/logged-package.ts";
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

interface RolledLog {
  readonly predictions: number;
  /** Microseconds of processor time a prediction: the engine's start, the roll-up of what a server logged. */
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
  using engine = await openEngine({ threads: 1 });
  const now = () => Date.now() + 3_600_000;
  const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
  const { unrolled, windows } = await rollUp(
    { store, packageOf },
    { engine, now, emit: () => undefined, signal: new AbortController().signal },
  );
  if (unrolled.length > 0 || windows.minute === 0) throw new Error(`${definition.name} was not rolled up`);
  const { user, system } = process.cpuUsage(cpu);
  return { predictions: count, cost: (user + system) / count, ms: performance.now() - began };
}

export const monitoringBenchmark: Benchmark = {
  name: "monitoring",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [3, 4_000] : [5, 6_000];
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-monitoring-"));
    const location = join(directory, "counted.sqlite");
    const readings = { plain: [] as Reading[], counted: [] as Reading[] };
    try {
      {
        await using plain = await startContender("serve-live.ts", join(directory, "plain.sqlite"));
        await using counted = await startContender("serve-live.ts", `counted ${location}`);
        for (const contender of [plain, counted]) await read(contender, forMs / 2);
        for (let round = 0; round < rounds; round += 1) {
          readings.plain.push(await read(plain, forMs));
          readings.counted.push(await read(counted, forMs));
        }
      }
      return report(readings, await rollCopies(location));
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

function report(
  { plain, counted }: { readonly plain: readonly Reading[]; readonly counted: readonly Reading[] },
  rolled: RolledLog,
): Measurement[] {
  const of = (readings: readonly Reading[], name: keyof Reading) => median(readings.map((one) => one[name]));
  const [off, on] = [of(plain, "cost"), of(counted, "cost")];
  return [
    {
      measure: "/predict with its answers counted, share of without",
      value: of(counted, "perSecond") / of(plain, "perSecond"),
      unit: "x",
      against: `${Math.round(of(plain, "perSecond"))} requests/s`,
      target: 0.95,
    },
    {
      measure: "roll-up, processor time a prediction",
      value: rolled.cost,
      unit: "us",
      against: `${rolled.predictions} predictions in ${Math.round(rolled.ms)} ms; serving one takes ${Math.round(off)} us`,
    },
    {
      measure: "… counted and rolled up on the same cores, share of without",
      value: off / (on + rolled.cost),
      unit: "x",
      against: "by processor time",
      target: 0.95,
    },
  ];
}
