/**
 * What it costs that two workers share one log: the same requests a second to `--workers 2`, and to two servers with a
 * log each, which share nothing. Processor time by row does not depend on how many cores the client leaves them; where
 * nobody waits for a lock, two workers answer twice as much as one divided by what sharing adds. Requests a second of
 * two workers against one cannot be seen on a machine whose cores the client needs, so none are claimed here.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { type InstalledProject, installedProject } from "./installed-project.ts";
import { childrenOf, hasProc, processorMs } from "./process-cost.ts";

const client = join(import.meta.dirname, "contenders", "live-load.ts");
/** Requests a second in all: far below what one worker answers, so that nobody's queue says how rows are batched. */
const shapes = {
  "single rows": { rows: 1, rate: 400, connections: 32 },
  "arrays of 64": { rows: 64, rate: 20, connections: 8 },
} as const;
type ShapeName = keyof typeof shapes;

interface Server extends AsyncDisposable {
  readonly port: number;
  /** Of every process that answers, and of the one that hands connections out. */
  readonly pids: readonly number[];
}

interface ServeOptions {
  readonly workers: number;
  /** The name of its log's file. */
  readonly log: string;
}

async function serve(project: InstalledProject, { workers, log }: ServeOptions): Promise<Server> {
  const { command, directory } = project;
  const args = ["serve", "--port", "0", "--json", "--threads", "1", "--store", join(directory, log)];
  const child = spawn(process.execPath, [command, ...args, "--workers", String(workers)], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  const { value: line = "" } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (line === "") throw new Error("the server ended before it was ready");
  const { port, pid } = JSON.parse(line) as { port: number; pid: number };
  const children = childrenOf(pid);
  if (workers > 1 && children.length !== workers) throw new Error(`${children.length} workers answer`);
  return {
    port,
    pids: [pid, ...children],
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

interface Reading {
  /** Microseconds of the servers' processor time. */
  readonly perRow: number;
  /** Of the requests of the slowest server, in milliseconds. */
  readonly p99: number;
}

/** Asks all of `servers` at once; together they get the rate of the shape. */
async function read(servers: readonly Server[], shape: ShapeName, forMs: number): Promise<Reading> {
  const { rows, rate, connections } = shapes[shape];
  const pids = servers.flatMap((server) => server.pids);
  const before = processorMs(pids);
  const loads = await Promise.all(
    servers.map(async ({ port }) => {
      const share = [connections / servers.length, forMs, rate / servers.length, rows === 1 ? 0 : rows];
      const args = [port, "/predict", ...share].map(String);
      const { stdout } = await runNode([client, ...args], import.meta.dirname);
      return JSON.parse(stdout) as { replies: number; p99: number };
    }),
  );
  const answered = loads.reduce((sum, { replies }) => sum + replies * rows, 0);
  return {
    perRow: ((processorMs(pids) - before) * 1_000) / answered,
    p99: Math.max(...loads.map(({ p99 }) => p99)),
  };
}

export const workersBenchmark: Benchmark = {
  name: "workers",
  async run({ quick }): Promise<Measurement[]> {
    if (!hasProc) {
      console.error("skipped: workers (what processes cost is read from Linux's /proc)");
      return [];
    }
    const [rounds, forMs] = quick ? [1, 1_000] : [3, 2_000];
    await using project = await installedProject();
    await runNode([project.command, "run"], project.directory);
    await using together = await serve(project, { workers: 2, log: "together.sqlite" });
    await using one = await serve(project, { workers: 1, log: "one.sqlite" });
    await using other = await serve(project, { workers: 1, log: "other.sqlite" });
    const measurements: Measurement[] = [];
    for (const shape of Object.keys(shapes) as ShapeName[]) {
      const readings = { shared: [] as Reading[], apart: [] as Reading[] };
      // The first round is for the compiler: its readings are left out.
      for (let round = -1; round < rounds; round++) {
        const shared = await read([together], shape, forMs);
        const apart = await read([one, other], shape, forMs);
        if (round < 0) continue;
        readings.shared.push(shared);
        readings.apart.push(apart);
      }
      measurements.push(...compare(shape, readings));
    }
    return measurements;
  },
};

interface Readings {
  readonly shared: readonly Reading[];
  readonly apart: readonly Reading[];
}

function compare(shape: ShapeName, { shared, apart }: Readings): Measurement[] {
  const middle = (readings: readonly Reading[], of: keyof Reading) =>
    median(readings.map((each) => each[of]));
  const [ours, theirs] = [middle(shared, "perRow"), middle(apart, "perRow")];
  return [
    {
      measure: `2 workers, one log: cost a row, ${shape}`,
      value: ours / theirs,
      unit: "x",
      against: `2 servers with a log each: ${ours.toFixed(0)} and ${theirs.toFixed(0)} us of processor time a row`,
      target: 2 / 1.7,
      better: "lower",
    },
    {
      measure: "… p99 at the same load",
      value: middle(shared, "p99"),
      unit: "ms",
      against: `${middle(apart, "p99").toFixed(1)} ms`,
      better: "lower",
    },
  ];
}
