/** Live serving: /predict with two features and a durable log against an empty Fastify echo; events by arrays of 100. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { type Contender, startContender, startHttp } from "./serve-contender.ts";

const client = join(import.meta.dirname, "contenders", "live-load.ts");
const usualConnections = 32;

interface Load {
  readonly perSecond: number;
  readonly failed: number;
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
}

async function load({ port }: Contender, shape: Shape): Promise<Load> {
  const { path, forMs, rate = 0, rows = 0, connections = usualConnections } = shape;
  const url = `http://127.0.0.1:${port}${path}`;
  const args = [url, connections, forMs, rate, rows].map(String);
  const { stdout } = await runNode([client, ...args], import.meta.dirname);
  const found = JSON.parse(stdout) as Load;
  if (found.failed > 0) throw new Error(`${found.failed} requests to ${path} failed`);
  return found;
}

interface Reading {
  readonly perSecond: number;
  /** Microseconds of processor time a request. */
  readonly main: number;
  readonly all: number;
}

async function read(contender: Contender, shape: Shape): Promise<Reading> {
  const before = await contender.cost();
  const { perSecond } = await load(contender, shape);
  const after = await contender.cost();
  const requests = (perSecond * shape.forMs) / 1_000;
  return {
    perSecond,
    main: (after.main - before.main) / requests,
    all: (after.process - before.process) / requests,
  };
}

const middle = (readings: readonly Reading[], of: keyof Reading) => median(readings.map((one) => one[of]));

export const liveBenchmark: Benchmark = {
  name: "live",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [1, 1_000] : [5, 4_000];
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-live-"));
    try {
      await using live = await startContender("serve-live.ts", join(directory, "store.sqlite"));
      await using echo = await startHttp("echo");
      const readings = { live: [] as Reading[], echo: [] as Reading[] };
      await load(live, { path: "/predict", forMs: 2 * forMs });
      await load(echo, { path: "/echo", forMs });
      for (let round = 0; round < rounds; round += 1) {
        readings.echo.push(await read(echo, { path: "/echo", forMs }));
        readings.live.push(await read(live, { path: "/predict", forMs }));
      }
      const half = middle(readings.live, "perSecond") / 2;
      const { p99 } = await load(live, {
        path: "/predict",
        forMs,
        rate: Math.max(usualConnections, Math.round(half)),
      });
      const events = await load(live, { path: "/events", forMs, rows: 100, connections: 8 });
      return report({ ...readings, p99, eventsPerSecond: events.perSecond * 100 });
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

interface Found {
  readonly live: readonly Reading[];
  readonly echo: readonly Reading[];
  readonly p99: number;
  readonly eventsPerSecond: number;
}

function report({ live, echo, p99, eventsPerSecond }: Found): Measurement[] {
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
