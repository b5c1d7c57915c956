import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askSqlite, expectKept } from "./ledger.ts";
import { type Load, startLoad } from "./load.ts";
import { memoryReader, type ServerMemory } from "./server-memory.ts";
import { amount, openServingProject } from "./serving-project.ts";

/** From one look to the next until it is warm. */
const warmRequests = amount({ short: 500, whole: 40_000 });
/**
 * Native memory that may come in that time once it is warm. The log's page cache (64 MiB) grows by ten times as much
 * until it is full; a short run ends before.
 */
const warmMb = amount({ short: 64, whole: 2 });
/** What is measured: by requests and not by time, so that a leak is as large on a slow machine. */
const measuredRequests = amount({ short: 2_000, whole: 400_000 });
/** For each request; one of 20 is found. */
const mostBytes = 12;
/** Beside those; a short run compiles what it does meanwhile, and fills the cache. */
const noiseMb = amount({ short: 24, whole: 0.15 });
/** Of the resident memory; a short run ends before the heaps have found their size. */
const mostGrowth = amount({ short: 0.35, whole: 0.05 });
/** Threads that begin in the middle of a short run: for the counts of the first minute, and for the first long write-ahead log. */
const lateThreads = amount({ short: 2, whole: 0 });
const handlesOfThread = 8;
const looks = amount({ short: 8, whole: 20 });

interface Sample extends ServerMemory {
  readonly requests: number;
}

function answered({ acknowledged: { statuses } }: Load): number {
  return [...statuses.values()].reduce((sum, count) => sum + count, 0);
}

/** Resolves when so many requests were answered. */
async function reach(load: Load, requests: number): Promise<void> {
  while (answered(load) < requests) await pause(50);
}

/** Resolves when native memory has found its size. */
async function warmUp(load: Load, look: () => Promise<Sample>): Promise<void> {
  const sizes: number[] = [];
  let growth = Number.POSITIVE_INFINITY;
  while (growth > warmMb) {
    expect(
      sizes.length,
      `native memory after each ${warmRequests} requests: ${sizes.join(", ")} MB`,
    ).toBeLessThan(25);
    const { nativeMb, requests } = await look();
    growth = nativeMb - (sizes.at(-1) ?? 0);
    sizes.push(nativeMb);
    await reach(load, requests + warmRequests);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test.runIf(process.platform === "linux")(
  "airworthy serve under mixed load keeps its memory, threads and file handles flat",
  async () => {
    await using project = await openServingProject();
    const memory = memoryReader(project.path);
    const server = await project.serve({ args: ["--entities", "100"], env: memory.env });
    const load = startLoad({ url: project.url, clients: 8, customers: 20_000 });
    const look = async () => ({ ...(await memory.read(server.pid)), requests: answered(load) });
    await warmUp(load, look);
    const samples: Sample[] = [];
    for (let at = 0; at < looks; at += 1) {
      const sample = await look();
      samples.push(sample);
      await reach(load, sample.requests + measuredRequests / looks);
    }
    const acknowledged = await load.stop();
    server.kill("SIGTERM");
    expect((await server.outcome).code).toBe(0);
    const told = JSON.stringify(samples, (_, value) =>
      typeof value === "number" ? Math.round(value * 10) / 10 : value,
    );
    const [early, late] = [samples.slice(0, looks / 4), samples.slice(-looks / 4)];
    const middle = (part: readonly Sample[], of: keyof Sample) => median(part.map((one) => one[of]));
    const growth = (of: keyof Sample) => middle(late, of) - middle(early, of);
    // Step by step: where V8 gives back at one time what it had compiled, the ends alone would hide a leak.
    const step = (of: keyof Sample) =>
      median(samples.slice(2).map((one, at) => one[of] - (samples[at]?.[of] ?? Number.NaN)));
    expect(step("heldMb"), told).toBeLessThan((mostBytes * step("requests")) / 2 ** 20 + noiseMb);
    expect(growth("residentMb"), told).toBeLessThan(mostGrowth * middle(early, "residentMb"));
    expect(Math.abs(growth("handles")), told).toBeLessThanOrEqual(4 + lateThreads * handlesOfThread);
    expect(growth("threads"), told).toBeLessThanOrEqual(1 + lateThreads);
    await expectKept(acknowledged, askSqlite(project));
  },
  amount({ short: 300_000, whole: 7_200_000 }),
);
