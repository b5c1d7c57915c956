/** Serving: binary batches against the bare runtime in a loop, and single rows against an empty Fastify echo. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { inputNames, values } from "./contenders/serve-model.ts";
import { httpLoad, type LoadOptions } from "./http-load.ts";

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

async function direct(forMs: number): Promise<number> {
  const script = join(import.meta.dirname, "contenders", "serve-direct.ts");
  const { stdout } = await runNode([script, String(forMs)], import.meta.dirname);
  return (JSON.parse(stdout) as { perSecond: number }).perSecond;
}

/** Requests a second of the server `kind`, alone in its process; the client shares the machine with it. */
async function served(kind: "airworthy" | "echo", request: Request, forMs: number): Promise<number> {
  const script = join(import.meta.dirname, "contenders", "serve-http.ts");
  const child = spawn(process.execPath, [script, kind], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const port = Number(line.toString("utf8"));
    await httpLoad({ ...request, port, connections, forMs: forMs / 4 });
    return await httpLoad({ ...request, port, connections, forMs });
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
}

export const serveBenchmark: Benchmark = {
  name: "serve",
  async run({ quick }): Promise<Measurement[]> {
    const [rounds, forMs] = quick ? [1, 500] : [5, 4_000];
    const readings = {
      direct: [] as number[],
      binary: [] as number[],
      json: [] as number[],
      echo: [] as number[],
    };
    for (let round = 0; round < rounds; round++) {
      readings.direct.push(await direct(forMs));
      readings.binary.push(rows * (await served("airworthy", binaryRequest(), forMs)));
      readings.json.push(await served("airworthy", jsonRequest(), forMs));
      readings.echo.push(await served("echo", { ...jsonRequest(), path: "/echo" }, forMs));
    }
    const [loop, binary, json, echo] = [readings.direct, readings.binary, readings.json, readings.echo].map(
      median,
    );
    return [
      { measure: "v2 binary, batches of 64", value: binary ?? 0, unit: "rows/s" },
      {
        measure: "v2 binary, share of the bare runtime",
        value: (binary ?? 0) / (loop ?? 0),
        unit: "x",
        against: `onnxruntime-node in a loop, ${Math.round(loop ?? 0)} rows/s`,
        target: 0.6,
      },
      { measure: "v2 JSON, one row", value: json ?? 0, unit: "requests/s" },
      {
        measure: "v2 JSON, one row, share of an empty echo",
        value: (json ?? 0) / (echo ?? 0),
        unit: "x",
        against: `Fastify JSON echo, ${Math.round(echo ?? 0)} requests/s`,
      },
    ];
  },
};
