/** Serving: binary batches against the bare runtime in a loop, and single rows against an empty Fastify echo. */
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { inputNames, values } from "./contenders/serve-model.ts";
import { httpLoad, type LoadOptions } from "./http-load.ts";
import { startHttp } from "./serve-contender.ts";

type Request = Pick<LoadOptions, "path" | "headers" | "body">;

const rows = 64;
const connections = 32;
const path = "/v2/models/bench/infer";

function binaryRequest(): Request {
  const columns = inputNames.map((_, at) => new Uint8Array(values(rows, at).buffer));
  const inputs = inputNames.map((name) => ({
    name,
    datatype: "FP64",
    shape: [rows, 1],
    parameters: { binary_data_size: rows * 8 },
  }));
  const json = Buffer.from(JSON.stringify({ parameters: { binary_data_output: true }, inputs }));
  const headers = {
    "content-type": "application/octet-stream",
    "inference-header-content-length": String(json.length),
  };
  return { path, headers, body: Buffer.concat([json, ...columns]) };
}

function jsonRequest(): Request {
  const inputs = inputNames.map((name, at) => ({
    name,
    datatype: "FP64",
    shape: [1, 1],
    data: [at / 10],
  }));
  const headers = { "content-type": "application/json" };
  return { path, headers, body: Buffer.from(JSON.stringify({ inputs })) };
}

interface Rate {
  readonly perSecond: number;
  /** By the processor time of the whole process; on a machine that the client shares, the fairer measure. */
  readonly perCpuSecond: number;
}

async function direct(forMs: number): Promise<Rate> {
  const script = join(import.meta.dirname, "contenders", "serve-direct.ts");
  const { stdout } = await runNode([script, String(forMs)], import.meta.dirname);
  return JSON.parse(stdout) as Rate;
}

interface ServedRate extends Rate {
  /** By the processor time of the thread that answers, which bounds one process where there are cores enough. */
  readonly perMainSecond: number;
}

/** Requests a second of the server `kind`, alone in its process; the client shares the machine with it. */
async function served(kind: "airworthy" | "echo", request: Request, forMs: number): Promise<ServedRate> {
  await using server = await startHttp(kind);
  const { port } = server;
  await httpLoad({ ...request, port, connections, forMs: forMs / 4 });
  const before = await server.cost();
  const { replies, perSecond } = await httpLoad({ ...request, port, connections, forMs });
  const after = await server.cost();
  return {
    perSecond,
    perCpuSecond: (replies * 1e6) / (after.process - before.process),
    perMainSecond: (replies * 1e6) / (after.main - before.main),
  };
}

/** The middle of the rounds, each measure by itself. */
function middle<K extends string>(rounds: readonly Readonly<Record<K, number>>[], names: readonly K[]) {
  return Object.fromEntries(
    names.map((name) => [name, median(rounds.map((round) => round[name]))]),
  ) as Record<K, number>;
}

const rates = ["perSecond", "perCpuSecond"] as const;
const servedRates = [...rates, "perMainSecond"] as const;

export const serveBenchmark: Benchmark = {
  name: "serve",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [1, 500] : [5, 4_000];
    const readings = {
      direct: [] as Rate[],
      binary: [] as ServedRate[],
      json: [] as ServedRate[],
      echo: [] as ServedRate[],
    };
    for (let round = 0; round < rounds; round++) {
      readings.direct.push(await direct(forMs));
      readings.binary.push(await served("airworthy", binaryRequest(), forMs));
      readings.json.push(await served("airworthy", jsonRequest(), forMs));
      readings.echo.push(await served("echo", { ...jsonRequest(), path: "/echo" }, forMs));
    }
    const loop = middle(readings.direct, rates);
    const [binary, json, echo] = [readings.binary, readings.json, readings.echo].map((each) =>
      middle(each, servedRates),
    ) as [ServedRate, ServedRate, ServedRate];
    return [
      { measure: "v2 binary, batches of 64", value: rows * binary.perSecond, unit: "rows/s" },
      {
        measure: "v2 binary, share of the bare runtime",
        value: (rows * binary.perSecond) / loop.perSecond,
        unit: "x",
        against: `onnxruntime-node in a loop, ${Math.round(loop.perSecond)} rows/s`,
        target: 0.6,
      },
      {
        measure: "… by the server's processor time",
        value: (rows * binary.perCpuSecond) / loop.perCpuSecond,
        unit: "x",
        against: `${Math.round(rows * binary.perCpuSecond)} and ${Math.round(loop.perCpuSecond)} rows a core's second`,
      },
      {
        measure: "… by the processor time of its main thread",
        value: (rows * binary.perMainSecond) / loop.perCpuSecond,
        unit: "x",
        against: `${Math.round(rows * binary.perMainSecond)} rows a core's second of that thread`,
      },
      { measure: "v2 JSON, one row", value: json.perSecond, unit: "requests/s" },
      {
        measure: "v2 JSON, one row, share of an empty echo",
        value: json.perSecond / echo.perSecond,
        unit: "x",
        against: `Fastify JSON echo, ${Math.round(echo.perSecond)} requests/s`,
      },
      {
        measure: "… by the server's processor time",
        value: json.perCpuSecond / echo.perCpuSecond,
        unit: "x",
        against: `${Math.round(json.perCpuSecond)} and ${Math.round(echo.perCpuSecond)} requests a core's second`,
      },
      {
        measure: "… by the processor time of its main thread",
        value: json.perMainSecond / echo.perMainSecond,
        unit: "x",
        against: `${Math.round(json.perMainSecond)} and ${Math.round(echo.perMainSecond)} requests a core's second`,
      },
    ];
  },
};
