/**
 * How long `airworthy serve` takes until it says that it is ready, with a log of a million events, as it is installed:
 * beside the least that serves a model, turn by turn. What Node keeps of compiled modules is in a folder of its own.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openEventLog } from "../src/io/event-log/index.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { installedProject } from "./installed-project.ts";

const nothingDecided = Number.MAX_SAFE_INTEGER;
const appendedTogether = 2_000;
const entities = 10_000;

/** Visits of 10,000 users, the last of them now. */
async function fillLog(path: string, events: number): Promise<void> {
  await using log = await openEventLog(path);
  const begun = Date.now() - events;
  for (let start = 0; start < events; start += appendedTogether) {
    const entries = Array.from({ length: appendedTogether }, (_, at) => visit(start + at, begun));
    const { status } = await log.append(entries, { seen: nothingDecided, now: Date.now() });
    if (status !== "appended") throw new Error(`the log says ${status}`);
  }
}

function visit(index: number, begun: number) {
  const [id, entity, ms] = [`e${index}`, `u${(index * 7_919) % entities}`, begun + index];
  const raw = { event_id: id, user_id: entity, ts: new Date(ms).toISOString(), device: "phone" };
  const body = JSON.stringify({
    ...raw,
    country: "DE",
    page: "home",
    impressions: 4,
    clicks: 1,
    dwell_ms: 900,
  });
  return { kind: "event", id, entity, time: ms * 1_000, body } as const;
}

interface Started {
  readonly cwd: string;
  /** Where Node keeps what it compiled. */
  readonly cache: string;
}

/** Milliseconds from the start of `node` with `args` until its server answers that it is ready. */
async function readyMs(args: readonly string[], { cwd, cache }: Started): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  try {
    const { value: line = "" } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    if (line === "") throw new Error(`${args.join(" ")} ended before it was ready`);
    const { url } = JSON.parse(line) as { url: string };
    const { ok } = await fetch(`${url}/v2/health/ready`);
    if (!ok) throw new Error(`${args.join(" ")} listens and is not ready`);
    return performance.now() - started;
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

export const readyBenchmark: Benchmark = {
  name: "ready",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, events] = quick ? [2, 20_000] : [9, 1_000_000];
    await using project = await installedProject();
    const { command, directory } = project;
    await runNode([command, "run"], directory);
    await fillLog(join(directory, ".airworthy/store.sqlite"), events);
    const model = join(directory, ".airworthy/models/will-buy/1/model.onnx");
    const serve = [command, "serve", "--port", "0", "--json"];
    const bare = [join(import.meta.dirname, "contenders/serve-bare.ts"), model];
    const readings = { serve: [] as number[], bare: [] as number[], first: [] as number[] };
    const at = (cache: string) => ({ cwd: directory, cache: join(directory, cache) });
    // Both keep what they compiled when they end; the client's own first request is in the round that is left out.
    for (const args of [serve, bare]) await readyMs(args, at("cache"));
    for (let round = 0; round < rounds; round++) {
      readings.bare.push(await readyMs(bare, at("cache")));
      readings.serve.push(await readyMs(serve, at("cache")));
      if (round < 3) readings.first.push(await readyMs(serve, at(`cache-${round}`)));
    }
    return report({ ...readings, events });
  },
};

interface Found {
  readonly serve: readonly number[];
  readonly bare: readonly number[];
  readonly first: readonly number[];
  readonly events: number;
}

function report({ serve, bare, first, events }: Found): Measurement[] {
  const [middle, least] = [median(serve), median(bare)];
  const count = events.toLocaleString("en");
  const against = `Fastify and a session in a thread, ${Math.round(least)} ms`;
  const fastest = `the fastest of ${serve.length}: ${Math.round(Math.min(...serve))} ms`;
  return [
    {
      measure: `ready, with a log of ${count} events`,
      value: middle,
      unit: "ms",
      against: fastest,
      target: 500,
      better: "lower",
    },
    { measure: "… times the least that serves a model", value: middle / least, unit: "x", against },
    { measure: "… the first time it is ever started", value: median(first), unit: "ms" },
  ];
}
