/**
 * Live serving: /predict with two features and a durable log against an empty Fastify echo, and events by arrays of 100.
 * Asked for is its share of the echo's requests on the same core: each server with all its threads on one, the client on
 * another. Where they may run anywhere, the client takes some of what they have, and more of the echo's; that is told too,
 * and held to the target only where processes cannot be bound to cores. The tail at half the load is that of requests at
 * random times, each timed from when it was due, once the client's connections are open; the echo's at as many requests
 * tells what of it is the machine's and the client's.
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
/** Of the echo's requests a second. */
const leastShare = 0.4;

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
  /** Of the same before what is counted; 0 unless told. */
  readonly warmMs?: number;
  /** Of the client; any unless told. */
  readonly core?: number | null;
}

async function load({ port }: Contender, shape: Shape): Promise<Load> {
  const { path, forMs, rate = 0, rows = 0, connections = usualConnections, warmMs = 0, core = null } = shape;
  const args = [port, path, connections, forMs, rate, rows, warmMs].map(String);
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

interface Servers {
  readonly live: Contender;
  readonly echo: Contender;
}

interface PairOptions {
  readonly rounds: number;
  readonly forMs: number;
  readonly core: number | null;
}

/** Both servers by turns, each asked by 32 connections as fast as it answers. */
async function readPair({ live, echo }: Servers, options: PairOptions): Promise<Pair> {
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

/** The middle of the rounds' p99 at half of what /predict answered at most, of it and of the echo. */
async function readTail({ live, echo }: Servers, pair: Pair, options: PairOptions): Promise<Measurement> {
  const { rounds, forMs, core } = options;
  const rate = Math.max(usualConnections, Math.round(middle(pair.live, "perSecond") / 2));
  const shape = { forMs, rate, core, warmMs: 500 };
  const tails = { live: [] as number[], echo: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    tails.echo.push((await load(echo, { path: "/echo", ...shape })).p99);
    tails.live.push((await load(live, { path: "/predict", ...shape })).p99);
  }
  return {
    measure: `/predict p99 at half that load${placeOf(core)}`,
    value: median(tails.live),
    unit: "ms",
    against: `${rate} requests/s; the echo's ${median(tails.echo).toFixed(1)} ms at as many`,
    target: 10,
    better: "lower",
  };
}

function placeOf(core: number | null): string {
  return core === null ? "" : ", on one core";
}

export const liveBenchmark: Benchmark = {
  name: "live",
  async run({ quick }): Promise<Measurement[]> {
    const shape = quick ? { rounds: 1, forMs: 1_000 } : { rounds: 3, forMs: 3_000 };
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-live-"));
    try {
      const free = await measureFree(join(directory, "free.sqlite"), { ...shape, core: null });
      return canPin() ? [...free, ...(await measurePinned(join(directory, "pinned.sqlite"), shape))] : free;
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function measureFree(store: string, options: PairOptions): Promise<Measurement[]> {
  await using live = await startContender("serve-live.ts", store);
  await using echo = await startHttp("echo");
  const pair = await readPair({ live, echo }, options);
  const tail = await readTail({ live, echo }, pair, options);
  const { forMs } = options;
  const events = await load(live, { path: "/events", forMs, rows: 100, connections: 8 });
  return [
    { measure: "/predict, one row, durable", value: middle(pair.live, "perSecond"), unit: "requests/s" },
    ...costs(pair),
    { ...shareOf(pair, null), ...(canPin() ? {} : { target: leastShare }) },
    tail,
    {
      measure: "durable events by arrays of 100",
      value: events.perSecond * 100,
      unit: "events/s",
      target: 30_000,
    },
  ];
}

const [serverCore, clientCore] = [0, 1];

async function measurePinned(store: string, shape: Omit<PairOptions, "core">): Promise<Measurement[]> {
  await using live = await startContender("serve-live.ts", store, serverCore);
  await using echo = await startHttp("echo", serverCore);
  const options = { ...shape, core: clientCore };
  const pair = await readPair({ live, echo }, options);
  return [
    { ...shareOf(pair, clientCore), target: leastShare },
    await readTail({ live, echo }, pair, options),
  ];
}

function shareOf({ live, echo }: Pair, core: number | null): Measurement {
  const [ours, theirs] = [middle(live, "perSecond"), middle(echo, "perSecond")];
  return {
    measure: `/predict, share of an empty echo${placeOf(core)}`,
    value: ours / theirs,
    unit: "x",
    against: `Fastify JSON echo, ${Math.round(ours)} and ${Math.round(theirs)} requests/s${core === null ? "" : ", the client on another core"}`,
  };
}

/** Processor time a request, which others on the machine bear on least. */
function costs({ live, echo }: Pair): Measurement[] {
  const names = { main: "its main thread", all: "all its threads" } as const;
  return (["main", "all"] as const).map((of) => ({
    measure: `${names[of]}, processor time, echo's share`,
    value: middle(echo, of) / middle(live, of),
    unit: "x",
    against: `${Math.round(middle(live, of))} us against ${Math.round(middle(echo, of))}`,
  }));
}
