/** Points (16) to (20) of the list, over a real socket. */

import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { busyModel } from "../../test/serve/small-models.ts";
import { testApp } from "../../test/serve/test-app.ts";
import { AirworthyError } from "../core/error.ts";
import { listenAddress } from "./listen-address.ts";
import { startServer } from "./start-server.ts";
import type { Champion } from "./watch-champion.ts";

let packages: ServedPackages;
beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());

const logger = pino({ level: "silent" });

const busyBody = (x: number) => ({ inputs: [{ name: "x", datatype: "FP64", shape: [1, 1], data: [x] }] });
/** Some ten milliseconds at least on any machine. */
const long = 5e4;

test("(16) not ready while loading or draining; live all the time", async () => {
  await using loading = await testApp(null);
  const states = async () => [
    (await loading.get("/v2/health/live")).statusCode,
    (await loading.get("/v2/health/ready")).statusCode,
    (await loading.get("/ping")).statusCode,
  ];
  expect(await states()).toEqual([200, 503, 503]);
  const early = await loading.post("/v2/models/busy/infer", busyBody(1));
  expect([early.statusCode, early.json().code, early.headers["retry-after"]]).toEqual([
    503,
    "NOT_READY",
    "1",
  ]);
  await loading.host.load(busyModel());
  expect(await states()).toEqual([200, 200, 200]);
  loading.host.beginStop();
  expect(await states()).toEqual([200, 503, 503]);
  expect((await loading.get("/v2/models/busy/ready")).statusCode).toBe(503);
  const index = async (ready: boolean) => (await loading.post("/v2/repository/index", { ready })).json();
  expect(await index(true)).toEqual([]);
  expect(await index(false)).toMatchObject([{ name: "busy", state: "UNAVAILABLE" }]);
  expect((await loading.post("/v2/models/busy/infer", busyBody(1))).statusCode).toBe(200);
});

test("(17) what cannot be in time is refused with Retry-After, what was late is 504", async () => {
  await using server = await testApp(busyModel(), { pool: { maxBatchRows: 1 } });
  const ask = (x: number, ms: number) =>
    server.post("/v2/models/busy/infer", busyBody(x), { "x-request-timeout-ms": String(ms) });
  await ask(long, 60_000);
  const waiting = Array.from({ length: 6 }, () => ask(long, 60_000));
  await expect.poll(() => server.host.serving?.pool.queuedRows, { interval: 1 }).toBeGreaterThan(0);
  const shed = await ask(1, 1);
  expect([shed.statusCode, shed.json().code]).toEqual([503, "OVERLOADED"]);
  expect(Number(shed.headers["retry-after"])).toBeGreaterThanOrEqual(1);
  for (const admitted of await Promise.all(waiting)) expect(admitted.statusCode).toBe(200);
  const late = await ask(long, 5);
  expect([late.statusCode, late.json().code]).toEqual([504, "DEADLINE_EXCEEDED"]);
  const micros = await server.post("/v2/models/busy/infer", {
    ...busyBody(long),
    parameters: { timeout: 3_000 },
  });
  expect(micros.json().code).toMatch(/DEADLINE_EXCEEDED|OVERLOADED/);
  expect((await ask(1, 0)).statusCode).toBe(400);
});

test("(18) a client that goes away frees its place in the queue", async () => {
  await using server = await testApp(busyModel(), { pool: { maxBatchRows: 1 } });
  const url = await server.app.listen({ host: "127.0.0.1", port: 0 });
  const gone = new AbortController();
  const send = (signal: AbortSignal) =>
    fetch(`${url}/v2/models/busy/infer`, { method: "POST", body: JSON.stringify(busyBody(long)), signal });
  const queued = () => server.host.serving?.pool.queuedRows;
  const staying = [1, 2].map(() => send(AbortSignal.timeout(60_000)));
  const leaving = [1, 2, 3].map(() => send(gone.signal));
  await expect.poll(queued, { interval: 5 }).toBeGreaterThanOrEqual(2);
  gone.abort();
  await Promise.allSettled(leaving);
  await expect.poll(queued, { interval: 5 }).toBe(0);
  for (const answered of await Promise.all(staying)) expect(answered.status).toBe(200);
});

test("(19) requests at once answer as one by one do", async () => {
  await using server = await startServerOf(async () => ({ version: 3, directory: packages.directories[3] }));
  const rows = Array.from({ length: 40 }, (_, at) => ({ device: "phone", clicks: at, past_clicks: at % 7 }));
  const ask = async (row: (typeof rows)[number]) => {
    const reply = await fetch(`${server.url}/v2/models/will-buy/infer`, {
      method: "POST",
      body: JSON.stringify(inferBody([row])),
    });
    const { outputs } = (await reply.json()) as { outputs: { data: number[] }[] };
    return outputs[0]?.data[0] ?? Number.NaN;
  };
  const together = await Promise.all(rows.map(ask));
  for (const [at, row] of rows.entries())
    expect(Math.abs((await ask(row)) - (together[at] ?? 0))).toBeLessThan(1e-6);
});

test("(20) the champion is swapped under load: no errors, each reply names its version; a damaged one is refused", async () => {
  let champion: Champion = { version: 3, directory: packages.directories[3] };
  await using server = await startServerOf(async () => champion);
  const seen: string[] = [];
  let going = true;
  const client = async () => {
    while (going) {
      const reply = await fetch(`${server.url}/v2/models/will-buy/infer`, {
        method: "POST",
        body: JSON.stringify(inferBody()),
      });
      seen.push(reply.status === 200 ? await versionOf(reply) : `status ${reply.status}`);
    }
  };
  const clients = [client(), client(), client()];
  await expect.poll(() => seen.includes("3")).toBe(true);
  champion = { version: 4, directory: packages.directories[4] };
  await expect.poll(() => seen.includes("4"), { timeout: 20_000 }).toBe(true);
  const damaged = await packages.copy(4, "without-card");
  await rm(`${damaged}/card.md`);
  champion = { version: 5, directory: damaged };
  const refused = async () =>
    (await (await fetch(`${server.url}/metrics`)).text()).includes('outcome="refused"} 1');
  await expect.poll(refused, { timeout: 20_000 }).toBe(true);
  expect(server.model).toEqual({ name: "will-buy", version: 4 });
  champion = { version: 3, directory: packages.directories[3] };
  const before = seen.length;
  await expect.poll(() => seen.slice(before).includes("3"), { timeout: 20_000 }).toBe(true);
  going = false;
  await Promise.all(clients);
  expect([...new Set(seen)].sort()).toEqual(["3", "4"]);
});

async function versionOf(reply: Response): Promise<string> {
  return ((await reply.json()) as { model_version: string }).model_version;
}

async function startServerOf(champion: () => Promise<Champion>) {
  const server = await startServer({ champion, port: 0, watchEveryMs: 20, logger, pool: { workers: 2 } });
  return {
    url: server.url,
    get model() {
      return server.model;
    },
    async [Symbol.asyncDispose]() {
      await server.stop(10_000);
    },
  };
}

test("startServer() refuses a champion that does not verify, and a port that is taken", async () => {
  const damaged = await packages.copy(3, "without-model");
  await rm(`${damaged}/model.onnx`);
  const bad = startServer({ champion: async () => ({ version: 3, directory: damaged }), port: 0, logger });
  await expect(bad).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
  const champion = async () => ({ version: 3, directory: packages.directories[3] });
  const first = await startServer({ champion, port: 0, logger });
  await expect(startServer({ champion, port: first.port, logger })).rejects.toMatchObject({
    code: "ADDRESS_UNUSABLE",
  });
  expect(await first.stop(5_000)).toBe(true);
});

test("startServer() tells of a log that does not open, and leaves no thread behind", async () => {
  const champion = async () => ({ version: 3, directory: packages.directories[3] });
  const log = Promise.reject(new AirworthyError("STORE_UNUSABLE", "The disk is away."));
  log.catch(() => undefined); // the server looks at it when the model is on its way
  const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
  const before = threads();
  const started = startServer({ champion, port: 0, logger, live: { log } });
  await expect(started).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
  expect(threads()).toBe(before);
});

test("stop() cuts off what does not end within the grace time, and says so", async () => {
  const champion = async () => ({ version: 3, directory: packages.directories[3] });
  const server = await startServer({ champion, port: 0, logger });
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /v2/models/will-buy/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = once(socket, "close");
  expect(await server.stop(100)).toBe(false);
  await closed;
});

test.each(["0.0.0.0", "::", "192.168.1.4", "10.0.0.1", "example.org", "", "127.0.0.1.example.org"])(
  "listenAddress() refuses %s",
  (host) => {
    expect(() => listenAddress(host, { hasKey: false })).toThrow(
      expect.objectContaining({ code: "ADDRESS_REFUSED" }),
    );
  },
);

test("listenAddress() takes this machine's own addresses", () => {
  expect(
    ["127.0.0.1", "127.8.0.1", "::1", "localhost"].map(
      (host) => listenAddress(host, { hasKey: false }).address,
    ),
  ).toEqual(["127.0.0.1", "127.8.0.1", "::1", "127.0.0.1"]);
});
