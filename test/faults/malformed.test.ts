/**
 * Malformed requests of every kind on a server as a user starts it: each is answered within a bound, none as a failure
 * of the server's own, every refusal by a code of the error table; and afterwards the server works as before.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { freePort } from "../fixtures/free-port.ts";
import { rawGrpcCall } from "../serve/raw-grpc-call.ts";
import { askSqlite, expectNoSkew } from "./ledger.ts";
import { garbage, grpcCall } from "./malformed/garbage.ts";
import { type Operation, operationsOf } from "./malformed/openapi-walk.ts";
import { exchange, send } from "./malformed/raw-http.ts";
import { requestOf, type WireRequest, wireBytes } from "./malformed/request.ts";
import { expectSound } from "./malformed/sound-reply.ts";
import { amount, isWhole, openServingProject, type ServingProject } from "./serving-project.ts";

const requests = amount({ short: 1_000, whole: 20_000 });
const withinMs = 10_000;
/** Statuses that the walk must meet, or it did not go far. */
const metByAll = [200, 400, 404, 415, 422, 431];

/** Another one each time in the whole form; fast-check names it with what it found. */
const seed = isWhole ? Date.now() & 0x7fff_ffff : 20_261_123;

interface Walk {
  readonly port: number;
  readonly seen: Map<number, number>;
  sent: number;
}

function assertAll<T>(
  values: fc.Arbitrary<T>,
  numRuns: number,
  check: (value: T) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(values, check), {
    numRuns: Math.ceil(numRuns),
    seed,
    endOnFailure: false,
  });
}

/** Whether more is announced than comes: it ends with the connection, and Node may end it without a word. */
function isHalf({ framing, headers }: WireRequest): boolean {
  return (
    framing === "too long" || headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  );
}

async function expectAnswered(walk: Walk, request: WireRequest): Promise<void> {
  const { method } = request;
  const end = isHalf(request);
  const { replies, ended } = await send(wireBytes(request), { port: walk.port, withinMs, method, end });
  walk.sent += 1;
  expect(ended).toBe(true);
  if (!end) expect(replies.length, "replies").toBeGreaterThan(0);
  for (const reply of replies) {
    walk.seen.set(reply.status, (walk.seen.get(reply.status) ?? 0) + 1);
    expectSound(reply, method);
  }
}

/** A reply or the end of the connection, within the bound. */
async function expectNoHang(walk: Walk, bytes: Buffer): Promise<void> {
  const method = /^HEAD /.test(bytes.toString("latin1", 0, 5)) ? "HEAD" : "GET";
  const { replies, ended } = await send(bytes, { port: walk.port, withinMs, method });
  walk.sent += 1;
  expect(ended).toBe(true);
  for (const reply of replies) expectSound(reply, method);
}

/** Twice as many for an operation that reads a body, ten times as many for one that keeps it. */
function weightOf({ method, path }: Operation): number {
  if (["/predict", "/events", "/feedback"].includes(path)) return 10;
  return method === "POST" ? 4 : 1;
}

async function expectGrpcStatuses(port: number): Promise<void> {
  const statuses = new Map<unknown, number>();
  await assertAll(grpcCall, requests / 10, async ({ headers, body }) => {
    const status = await rawGrpcCall(port, headers, body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // 13 is gRPC's own word for a message that cannot be parsed; a failure of the server's own is in its log.
    expect(["2", "15"]).not.toContain(status);
  });
  expect([...statuses.keys()]).toEqual(expect.arrayContaining(["3", "12", "13"]));
  await assertAll(fc.uint8Array({ maxLength: 200 }), requests / 200, async (bytes) => {
    const { ended } = await exchange(bytes, { port, withinMs });
    expect(ended).toBe(true);
  });
}

async function expectWorks({ url }: ServingProject): Promise<void> {
  const body = JSON.stringify({
    visit_id: "after",
    customer_id: "c1",
    started_at: new Date().toISOString(),
    channel: "mail",
    pages: 3,
    basket: 10,
  });
  const reply = await fetch(`${url}/predict`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  expect([reply.status, await reply.json()]).toMatchObject([200, { event_id: "after", model_version: 1 }]);
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
}

test(
  `airworthy serve answers ${requests} malformed requests, none of them with a failure of its own`,
  async () => {
    await using project = await openServingProject();
    const grpcPort = await freePort();
    const server = await project.serve({ args: ["--grpc-port", String(grpcPort)] });
    const port = Number(new URL(project.url).port);
    const walk: Walk = { port, seen: new Map(), sent: 0 };
    const operations = await operationsOf(project.url);
    const halves = [
      "",
      "POST /predict HT",
      "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{",
    ];
    const held = halves.map((text) => send(Buffer.from(text), { port, withinMs: 90_000, end: false }));
    const weights = operations.reduce((sum, operation) => sum + weightOf(operation), 0);
    const host = `127.0.0.1:${port}`;
    for (const operation of operations) {
      const share = (0.9 * requests * weightOf(operation)) / weights;
      await assertAll(requestOf(operation, host), share, (request) => expectAnswered(walk, request));
    }
    const any = fc.oneof(...operations.map((operation) => requestOf(operation, host)));
    await assertAll(garbage(any), 0.1 * requests, (bytes) => expectNoHang(walk, bytes));
    await expectGrpcStatuses(grpcPort);
    await expectWorks(project);
    expect(walk.sent).toBeGreaterThanOrEqual(requests);
    expect([...walk.seen.keys()]).toEqual(expect.arrayContaining(metByAll));
    server.kill("SIGTERM");
    const { code, stderr } = await server.outcome;
    expect([code, stderr.match(/.*(?:request failed|"level":60).*/g)]).toEqual([0, null]);
    expect((await Promise.all(held)).map(({ ended }) => ended)).toEqual(halves.map(() => true));
    const ask = askSqlite(project);
    const [{ kept = 0 } = {}] = await ask("SELECT count(*) AS kept FROM predictions");
    expect(Number(kept)).toBeGreaterThan(requests / 500);
    await expectNoSkew(project);
  },
  120_000 + 20 * requests,
);
