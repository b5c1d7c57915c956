/** What runs tell, as a page hears it: over real sockets and a real store, without a browser. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EventReader, readEvents } from "../../test/serve/event-reader.ts";
import { type TestApp, type TestAppOptions, testApp } from "../../test/serve/test-app.ts";
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import type { EpochReport } from "../core/progress.ts";
import { addToJournal, finishRun, openStore, type Store, startRun } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { askHere } from "../pipeline/views/long-views.ts";

const definition = { name: "will-buy", events: { source: { kind: "csv" } } } as unknown as Definition;

let directory: string;
let store: Store;
let server: TestApp;
let url: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-events-"));
  store = await openStore(join(directory, "store.sqlite"));
  await serve();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function serve(options: TestAppOptions = {}): Promise<void> {
  const workspace = workspaceOf(directory);
  const viewed = { definition, workspace, store, log: store };
  const appender = () => Promise.reject(new Error("nothing is added to a log here"));
  const effects = { ask: askHere(viewed), appender };
  const project = async () => ({ ...viewed, projectDirectory: directory, ...effects });
  server = await testApp(null, { project, ...options });
  await server.app.listen({ port: 0, host: "127.0.0.1" });
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/api/run-events`;
}

async function serveAnew(options: TestAppOptions): Promise<void> {
  await server[Symbol.asyncDispose]();
  await serve(options);
}

function epoch(number: number): EpochReport {
  const losses = { trainLoss: 1 / number, validationLoss: 1 / number };
  const shares = { trainAccuracy: 0.5, validationAccuracy: null, learningRate: 0.01 };
  return { epoch: number, ...losses, ...shares, note: `epoch ${number}` };
}

const begin = () => startRun(store, { definition, now: 1_000 });
const tell = (run: string, number: number) =>
  addToJournal(store, {
    ...{ run, at: 2_000 + number },
    events: [{ kind: "epochFinished", report: epoch(number), epochs: 3 }],
  });

async function openStreams(): Promise<number> {
  const { payload } = await server.get("/metrics", { "accept-encoding": "identity" });
  return Number(/^airworthy_event_streams (\d+)$/m.exec(payload)?.[1]);
}

async function epochsHeard(events: EventReader, count: number): Promise<unknown[]> {
  const heard: unknown[] = [];
  while (heard.length < count) heard.push((await events.next())?.data);
  return heard;
}

test("GET /api/run-events tells each thing in its order, from now on, with its place as id", async () => {
  const run = await begin();
  using events = await readEvents(url);
  expect([events.status, events.headers["content-type"]]).toEqual([200, "text/event-stream; charset=utf-8"]);
  expect(events.headers["cache-control"]).toBe("no-store");
  expect(await openStreams()).toBe(1);
  await tell(run, 1);
  expect(await events.next()).toEqual({
    ...{ id: "2", kind: "message" },
    data: { run, place: 2, at: 2_001, event: { kind: "epochFinished", report: epoch(1), epochs: 3 } },
  });
  await finishRun(store, run, { status: "cancelled", now: 3_000 });
  expect((await events.next())?.data).toEqual({
    ...{ run, place: 3, at: 3_000 },
    event: { kind: "runEnded", status: "cancelled" },
  });
});

test("Last-Event-ID goes on where the connection was lost, without a gap and without a repetition", async () => {
  const run = await begin();
  for (const number of [1, 2]) await tell(run, number);
  const places = async (events: EventReader, count: number) =>
    (await epochsHeard(events, count)).map((data) => (data as { place: number }).place);
  const first = await readEvents(`${url}?after=0`);
  expect(await places(first, 3)).toEqual([1, 2, 3]);
  first[Symbol.dispose]();
  await tell(run, 3);
  using second = await readEvents(`${url}?after=0`, { "last-event-id": "3" });
  await tell(run, 4);
  expect(await places(second, 2)).toEqual([4, 5]);
  using third = await readEvents(`${url}?after=400`); // of a store that is there no more
  await tell(run, 5);
  expect([await places(second, 1), await places(third, 1)]).toEqual([[6], [6]]);
});

test("a run whose process is gone is told as interrupted, once", async () => {
  const run = await begin();
  await tell(run, 1);
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await store.db.updateTable("runs").set({ pid, process_started: "long ago" }).execute();
  using events = await readEvents(`${url}?after=1`);
  expect((await events.next())?.data).toMatchObject({ place: 2 });
  const told = await events.next();
  expect([told?.id, told?.data]).toEqual([
    null,
    { run, place: null, at: null, event: { kind: "runInterrupted" } },
  ]);
  const next = await begin();
  expect((await events.next())?.data).toMatchObject({ run: next, event: { kind: "runStarted" } });
});

test("what does not fit is refused before anything is streamed", async () => {
  const refused = [
    [`${url}?after=-1`, {}, 400, "after"],
    [`${url}?nothing=1`, {}, 400, "nothing"],
    [url, { "last-event-id": "x" }, 400, "Last-Event-ID"],
  ] as const;
  for (const [address, headers, status, words] of refused) {
    using reply = await readEvents(address, headers);
    expect([reply.status, await reply.text()]).toEqual([status, expect.stringContaining(words)]);
  }
  expect((await server.app.inject({ method: "HEAD", url: "/api/run-events" })).statusCode).toBe(404);
  expect(await openStreams()).toBe(0);
});

test("a scope that does not reach it is refused, and a key that is revoked ends its stream", async () => {
  const scopes = new Map([
    ["Bearer admin", "admin"],
    ["Bearer predict", "predict"],
  ]);
  const authorise: NonNullable<TestAppOptions["authorise"]> = ({ authorization = "" }, wanted) => {
    const has = scopes.get(authorization);
    if (wanted === "open") return null;
    if (has === undefined) throw new AirworthyError("UNAUTHENTICATED", "no key");
    if (has !== wanted && has !== "admin") throw new AirworthyError("FORBIDDEN", "scope");
    return has;
  };
  await serveAnew({ authorise });
  for (const [authorization, status] of [
    ["", 401],
    ["Bearer predict", 403],
  ] as const) {
    using reply = await readEvents(url, { authorization });
    expect(reply.status).toBe(status);
  }
  const run = await begin();
  using events = await readEvents(`${url}?after=0`, { authorization: "Bearer admin" });
  expect((await events.next())?.data).toMatchObject({ run });
  scopes.delete("Bearer admin");
  expect(await events.next()).toBeNull();
});

test("a client that vanishes leaves nothing behind, and makes place for the next", async () => {
  await serveAnew({ limits: { streams: 3 } });
  const clients = await Promise.all([1, 2, 3].map(() => readEvents(url)));
  await expect.poll(openStreams).toBe(3);
  using fourth = await readEvents(url);
  expect([fourth.status, fourth.headers["retry-after"]]).toEqual([503, "5"]);
  expect(await fourth.text()).toContain("OVERLOADED");
  for (const client of clients) client[Symbol.dispose]();
  await expect.poll(openStreams).toBe(0);
  using fifth = await readEvents(url);
  expect(fifth.status).toBe(200);
});

test("a client that reads late misses nothing", async () => {
  const run = await begin();
  const [many, wide] = [200, 2_000];
  for (let at = 0; at < many; at += 1) {
    const report = { ...epoch(at + 1), note: "x".repeat(wide) };
    await addToJournal(store, { run, at, events: [{ kind: "epochFinished", report, epochs: many }] });
  }
  using events = await readEvents(`${url}?after=1`);
  await expect.poll(openStreams).toBe(1);
  const heard = (await epochsHeard(events, many)).map((data) => (data as { place: number }).place);
  expect(heard).toEqual(Array.from({ length: many }, (_, at) => at + 2));
});

test("a stream with nothing to tell says that it is there", async () => {
  await serveAnew({ limits: { aliveMs: 1 } });
  using events = await readEvents(url);
  expect(await events.nextOfAll()).toEqual({ id: null, kind: "alive", data: {} });
});

test("a server that stops ends its streams first, and none keeps it", async () => {
  using events = await readEvents(url);
  await expect.poll(openStreams).toBe(1);
  const closed = once(server.app.server, "close");
  await server.app.close();
  await closed;
  expect(await events.next()).toBeNull();
});
