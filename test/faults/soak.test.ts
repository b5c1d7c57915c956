import { readdir, readFile, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askSqlite, expectKept } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { amount, openServingProject } from "./serving-project.ts";

const seconds = amount({ short: 16, whole: 600 });
/** Of the log's file, before memory is looked at: its page cache (64 MiB) is full then, however fast the machine is. */
const warmBytes = amount({ short: 0, whole: 96 * 2 ** 20 });
/** Of the resident memory; a short run ends before the heap and the log's page cache (64 MiB) have found their size. */
const mostGrowth = amount({ short: 0.35, whole: 0.08 });
/** Threads that begin in the middle of a short run: for the counts of the first minute, and for the first long write-ahead log. */
const lateThreads = amount({ short: 2, whole: 0 });
const handlesOfThread = 8;

interface Sample {
  readonly residentMb: number;
  readonly handles: number;
  readonly threads: number;
}

async function sample(pid: number): Promise<Sample> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1]);
  const handles = (await readdir(`/proc/${pid}/fd`)).length;
  return { residentMb: field("VmRSS") / 1_024, handles, threads: field("Threads") };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test.runIf(process.platform === "linux")(
  "airworthy serve under mixed load keeps its memory, threads and file handles flat",
  async () => {
    await using project = await openServingProject();
    const server = await project.serve({ args: ["--entities", "500"] });
    const load = startLoad({ url: project.url, clients: 8, customers: 20_000 });
    await pause(2_000 + seconds * 250);
    while ((await stat(project.storePath)).size < warmBytes) await pause(1_000);
    const samples: Sample[] = [];
    const every = (seconds * 1_000) / 40;
    for (let at = 0; at < 40; at += 1) {
      samples.push(await sample(server.pid));
      await pause(every);
    }
    const acknowledged = await load.stop();
    server.kill("SIGTERM");
    expect((await server.outcome).code).toBe(0);
    const [early, late] = [samples.slice(0, 10), samples.slice(-10)];
    const told = JSON.stringify(samples.filter((_, index) => index % 5 === 0));
    const resident = (part: readonly Sample[]) => median(part.map(({ residentMb }) => residentMb));
    expect(resident(late) - resident(early), told).toBeLessThan(mostGrowth * resident(early));
    const handles = (part: readonly Sample[]) => median(part.map((one) => one.handles));
    expect(Math.abs(handles(late) - handles(early)), told).toBeLessThanOrEqual(
      4 + lateThreads * handlesOfThread,
    );
    expect(median(late.map(({ threads }) => threads)), told).toBeLessThanOrEqual(
      median(early.map(({ threads }) => threads)) + 1 + lateThreads,
    );
    await expectKept(acknowledged, askSqlite(project));
  },
  180_000 + seconds * 3_000,
);
