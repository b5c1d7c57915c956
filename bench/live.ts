/**
 * Live serving: /predict with two features and a durable log against an empty Fastify echo, and events by arrays of 100.
 * The client shares the machine; so both servers are measured once more where each has one core, the same for both, and
 * the client another. The tail at half the load is that of requests at random times, each timed from when it was due.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { canPin } from "./pin.ts";
import { type Contender, startContender, startHttp } from "./serve-contender.ts";

const client = join(import.meta.dirname, "contenders", "live-load.ts");
const usualConnections = 32;

interface Load {
  readonly replies: number;
  readonly perSecond: number;
  readonly p99: number;
}

interface Shape {
  readonly path: string;
  readonly forMs: number;
  /** Requests a second; as many as go unless told. */
  readonly rate?: number;
  /** Rows of an array; 0 is one object. */
  readonly rows?: number;
  /** 32 unless told. */
  readonly connections?: number;
  /** Of the client; any unless told. */
  readonly core?: number | null;
}

async function load({ port }: Contender, shape: Shape): Promise<Load> {
  const { path, forMs, rate = 0, rows = 0, connections = usualConnections, core = null } = shape;
  const args = [port, path, connections, forMs, rate, rows].map(String);
  const { stdout } = await runNode([client, ...args], import.meta.dirname, core);
  return JSON.parse(stdout) as Load;
}

interface Reading {
  readonly perSecond: number;
  /** Microseconds of processor time a request. */
  readonly main: number;
  readonly all: number;
}

async function read(contender: Contender, shape: Shape): Promise<Reading> {
  const before = await contender.cost();
  const { replies, perSecond } = await load(contender, shape);
  const after = await contender.cost();
  return {
    perSecond,
    main: (after.main - before.main) / replies,
    all: (after.process - before.process) / replies,
  };
}

const middle = (readings: readonly Reading[], of: keyof Reading) => median(readings.map((one) => one[of]));

interface Pair {
  readonly live: readonly Reading[];
  readonly echo: readonly Reading[];
}

interface PairOptions {
  readonly rounds: number;
  readonly forMs: number;
  readonly core: number | null;
}

/** Both servers by turns, each asked by 32 connections as fast as it answers. */
async function readPair(live: Contender, echo: Contender, options: PairOptions): Promise<Pair> {
  const { rounds, forMs, core } = options;
  const readings = { live: [] as Reading[], echo: [] as Reading[] };
  await load(live, { path: "/predict", forMs: 2 * forMs, core });
  await load(echo, { path: "/echo", forMs, core });
  for (let round = 0; round < rounds; round += 1) {
    readings.echo.push(await read(echo, { path: "/echo", forMs, core }));
    readings.live.push(await read(live, { path: "/predict", forMs, core }));
  }
  return readings;
}

/** The middle of the rounds' p99 at half of what the server answers at most. */
async function halfLoadP99(live: Contender, perSecond: number, { rounds, forMs }: PairOptions) {
  const rate = Math.max(usualConnections, Math.round(perSecond / 2));
  const tails: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    tails.push((await load(live, { path: "/predict", forMs, rate })).p99);
  return median(tails);
}

export const liveBenchmark: Benchmark = {
  name: "live",
  async run({ quick }): Promise<Measurement[]> {
    const shape = quick ? { rounds: 1, forMs: 1_000 } : { rounds: 3, forMs: 3_000 };
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-live-"));
    try {
      const free = await measureFree(join(directory, "free.sqlite"), { ...shape, core: null });
      return canPin() ? [...free, await measurePinned(join(directory, "pinned.sqlite"), shape)] : free;
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function measureFree(store: string, options: PairOptions): Promise<Measurement[]> {
  await using live = await startContender("serve-live.ts", store);
  await using echo = await startHttp("echo");
  const pair = await readPair(live, echo, options);
  const p99 = await halfLoadP99(live, middle(pair.live, "perSecond"), options);
  const { forMs } = options;
  const events = await load(live, { path: "/events", forMs, rows: 100, connections: 8 });
  return report(pair, { p99, eventsPerSecond: events.perSecond * 100 });
}

const [serverCore, clientCore] = [0, 1];

async function measurePinned(store: string, shape: Omit<PairOptions, "core">): Promise<Measurement> {
  await using live = await startContender("serve-live.ts", store, serverCore);
  await using echo = await startHttp("echo", serverCore);
  const pair = await readPair(live, echo, { ...shape, core: clientCore });
  return {
    measure: "/predict, share of an echo, each all on one core",
    value: middle(pair.live, "perSecond") / middle(pair.echo, "perSecond"),
    unit: "x",
    against: `${Math.round(middle(pair.live, "perSecond"))} and ${Math.round(middle(pair.echo, "perSecond"))} requests/s, the client on another core`,
    target: 0.4,
  };
}

function report(
  { live, echo }: Pair,
  { p99, eventsPerSecond }: { readonly p99: number; readonly eventsPerSecond: number },
): Measurement[] {
  const rate = middle(echo, "perSecond");
  const against = (of: "main" | "all") =>
    `${Math.round(middle(live, of))} us against ${Math.round(middle(echo, of))}`;
  return [
    { measure: "/predict, one row, durable", value: middle(live, "perSecond"), unit: "requests/s" },
    {
      measure: "/predict, share of an empty echo",
      value: middle(live, "perSecond") / rate,
      unit: "x",
      against: `Fastify JSON echo, ${Math.round(rate)} requests/s`,
      target: 0.4,
    },
    {
      measure: "its main thread, processor time, echo's share",
      value: middle(echo, "main") / middle(live, "main"),
      unit: "x",
      against: against("main"),
    },
    {
      measure: "all its threads, processor time, echo's share",
      value: middle(echo, "all") / middle(live, "all"),
      unit: "x",
      against: against("all"),
    },
    { measure: "/predict p99 at half that load", value: p99, unit: "ms", target: 10, better: "lower" },
    {
      measure: "durable events by arrays of 100",
      value: eventsPerSecond,
      unit: "events/s",
      target: 30_000,
    },
  ];
}
