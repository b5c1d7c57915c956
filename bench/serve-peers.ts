/**
 * Serving against MLServer, BentoML and MLflow: the same model.onnx, the same JSON rows, 16 connections that each ask
 * again when they are answered, one worker and one thread of ONNX Runtime each, access logs off in theirs. Both servers
 * of a pair stay up, and take turns; an answer of theirs that is not ours stops the benchmark. To have them, where
 * AIRWORTHY_PYTHON is v/bin/python: python3 -m venv v && v/bin/pip install onnxruntime onnx mlflow bentoml mlserver
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { inputNames, mixedModel, texts, values } from "./contenders/serve-model.ts";
import { httpLoad, percentile } from "./http-load.ts";
import { type Columns, type Peer, peers, type Route } from "./peer-routes.ts";
import { type PeerServer, startPeer, versionsOf } from "./peer-server.ts";
import { startHttp } from "./serve-contender.ts";

const connections = 16;
const batches = [1, 64] as const;

function makeColumns(rows: number): Columns {
  const numbers = inputNames.slice(0, 10).map((name, at) => [name, [...values(rows, at)]] as const);
  const words = Object.entries(texts).map(
    ([name, words]) =>
      [name, Array.from({ length: rows }, (_, row) => words[row % words.length] ?? "")] as const,
  );
  return Object.fromEntries([...numbers, ...words]);
}

async function ask(port: number, route: Route, columns: Columns): Promise<readonly number[]> {
  const reply = await fetch(`http://127.0.0.1:${port}${route.path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(route.body(columns)),
  });
  if (!reply.ok) throw new Error(`${route.path} answered ${reply.status}: ${await reply.text()}`);
  return route.predictions(await reply.json());
}

interface Reading {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface Asking {
  readonly columns: Columns;
  readonly forMs: number;
  /** Requests a second, at random times; as many as are answered unless told. */
  readonly rate?: number;
}

async function read(port: number, route: Route, { columns, ...how }: Asking): Promise<Reading> {
  const body = Buffer.from(JSON.stringify(route.body(columns)));
  const headers = { "content-type": "application/json" };
  const load = await httpLoad({ port, path: route.path, headers, body, connections, ...how });
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(load, share)) as [
    number,
    number,
    number,
  ];
  return { perSecond: load.perSecond, p50, p95, p99 };
}

function middle(readings: readonly Reading[]): Reading {
  const of = (key: keyof Reading) => median(readings.map((reading) => reading[key]));
  return { perSecond: of("perSecond"), p50: of("p50"), p95: of("p95"), p99: of("p99") };
}

async function requireSameAnswers(peer: Peer, ports: readonly [number, number], columns: Columns) {
  const [ours, theirs] = [await ask(ports[0], peer.ours, columns), await ask(ports[1], peer.theirs, columns)];
  const same =
    ours.length === theirs.length && ours.every((p, row) => Math.abs(p - (theirs[row] ?? 2)) < 1e-5);
  if (!same) throw new Error(`${peer.name} answers ${theirs.slice(0, 3)}, Airworthy ${ours.slice(0, 3)}.`);
}

interface PairOptions {
  readonly ours: PeerServer;
  readonly theirs: PeerServer;
  readonly versions: string;
  readonly rounds: number;
  readonly forMs: number;
}

async function comparePair(peer: Peer, options: PairOptions): Promise<Measurement[]> {
  const { ours, theirs, versions, rounds, forMs } = options;
  const measurements: Measurement[] = [];
  for (const rows of batches) {
    const columns = makeColumns(rows);
    await requireSameAnswers(peer, [ours.port, theirs.port], columns);
    const takeTurns = async (turns: number, how: Asking): Promise<Pair> => {
      const readings = { ours: [] as Reading[], theirs: [] as Reading[] };
      for (let turn = 0; turn < turns; turn++) {
        readings.ours.push(await read(ours.port, peer.ours, how));
        readings.theirs.push(await read(theirs.port, peer.theirs, how));
      }
      return { ours: middle(readings.ours), theirs: middle(readings.theirs) };
    };
    await takeTurns(1, { columns, forMs: forMs / 2 });
    const full = await takeTurns(rounds, { columns, forMs });
    const rate = full.theirs.perSecond * sharedLoad;
    const alike = await takeTurns(1, { columns, forMs, rate });
    const name = `${peer.name}, ${rows === 1 ? "1 row" : `${rows} rows`}`;
    measurements.push(...compare(name, versions, full), ...compareAlike(rate, alike));
  }
  return measurements;
}

interface Pair {
  readonly ours: Reading;
  readonly theirs: Reading;
}

/** What both are asked for to see them under the same load: so much of what the peer can answer. */
const sharedLoad = 0.7;

const whole = (perSecond: number) => perSecond.toLocaleString("en", { maximumFractionDigits: 0 });

/** At full load the faster server has the client beside it on the same cores; here both have the same to do. */
function compareAlike(rate: number, { ours, theirs }: Pair): Measurement[] {
  return (["p50", "p99"] as const).map((key) => ({
    measure: `… ${key}, both asked ${whole(rate)} times a second`,
    value: ours[key],
    unit: "ms",
    against: `${theirs[key].toFixed(2)} ms`,
    better: "lower",
  }));
}

function compare(name: string, versions: string, { ours, theirs }: Pair): Measurement[] {
  return [
    {
      measure: `requests, times ${name}`,
      value: ours.perSecond / theirs.perSecond,
      unit: "x",
      against: `${whole(ours.perSecond)} and ${whole(theirs.perSecond)} requests/s (${versions})`,
    },
    ...(["p50", "p95", "p99"] as const).map((key) => ({
      measure: `… ${key}`,
      value: ours[key],
      unit: "ms",
      against: `${theirs[key].toFixed(2)} ms`,
      better: "lower" as const,
    })),
  ];
}

export const servePeersBenchmark: Benchmark = {
  name: "peers",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [1, 1_000] : [5, 4_000];
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    const modelPath = join(directory, "model.onnx");
    const measurements: Measurement[] = [];
    try {
      await writeFile(modelPath, mixedModel().bytes);
      for (const peer of peers) {
        const found = await versionsOf(peer.packages);
        if ("missing" in found) {
          console.error(`skipped: ${peer.name} (${found.missing})`);
          continue;
        }
        const columns = makeColumns(1);
        const answers = async (port: number) => (await ask(port, peer.theirs, columns)).length === 1;
        await using theirs = await startPeer({ script: peer.script, modelPath, answers });
        await using ours = await startHttp("mixed");
        measurements.push(...(await comparePair(peer, { ours, theirs, ...found, rounds, forMs })));
      }
      return measurements;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
