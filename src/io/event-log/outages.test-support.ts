/** What a log in PostgreSQL does while the server is away, or the connection breaks at the worst moment. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { expect } from "vitest";
import type { PostgresServer } from "../../../test/postgres/postgres-server.ts";
import { all, event, prediction, put } from "./entries.test-support.ts";
import type { EventLog } from "./event-log.ts";
import { openEventLog } from "./index.ts";
import { PostgresEventLog } from "./postgres-event-log.ts";

const nothing = { after: 0, cold: [], plan: "p" };

/** Stands before the server of `url`; a connection that sends `word` breaks when the server has answered that. */
async function cuttingProxy(url: string, word: string) {
  const { port, hostname } = new URL(url);
  const through = new URL(url);
  let armed = false;
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    const drop = (): unknown => [client, server].map((socket: Socket) => socket.destroy());
    client.on("error", drop).on("close", drop);
    server.on("error", drop).on("close", drop);
    let isCut = false;
    server.on("data", (chunk: Buffer) => {
      if (isCut) drop();
      else client.write(chunk);
    });
    client.on("data", (chunk: Buffer) => {
      isCut ||= armed && chunk.includes(word);
      if (isCut) armed = false;
      server.write(chunk);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  through.port = `${typeof address === "object" ? address?.port : ""}`;
  return {
    url: through.href,
    arm() {
      armed = true;
    },
    [Symbol.asyncDispose]: async () => {
      proxy.close();
    },
  };
}

export const outages: Readonly<Record<string, (server: PostgresServer) => Promise<void>>> = {
  "append() whose connection breaks at COMMIT fails, and finds itself repeated when asked again": async (
    server,
  ) => {
    const url = await server.newDatabase();
    await using proxy = await cuttingProxy(url, "COMMIT\0");
    await using log = await openEventLog(proxy.url);
    await put(log, [event("before", "u")]);
    const entries = [prediction("p", "a", "u"), event("a", "u"), event("b", "u")];
    proxy.arm();
    await expect(put(log, entries)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    expect(await log.append(entries, { seen: 1, now: 2 })).toMatchObject({
      status: "repeated",
      events: [{ id: "a" }, { id: "b" }],
      predictions: [{ id: "p", seq: 2 }],
    });
    expect(await put(log, [event("after", "u")])).toMatchObject({ first: 5 });
  },

  "append() whose connection breaks before COMMIT wrote nothing": async (server) => {
    const url = await server.newDatabase();
    await using proxy = await cuttingProxy(url, "INSERT INTO events");
    await using log = await openEventLog(proxy.url);
    proxy.arm();
    await expect(put(log, [event("a", "u")])).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    expect(await put(log, [event("a", "u")])).toMatchObject({ first: 1 });
  },

  "append() waits for another writer, and says so where that takes too long": async (server) => {
    const url = await server.newDatabase();
    await using patient = await openEventLog(url);
    await using hasty = new PostgresEventLog(url, { waitMs: 200 });
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query("BEGIN; SELECT seq FROM log_position FOR UPDATE");
    const waiting = put(patient, [event("a", "u")]);
    await expect(put(hasty, [event("b", "u")])).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    expect((await hasty.read(nothing)).upTo).toBe(0);
    await other.query("COMMIT");
    await other.end();
    expect(await waiting).toMatchObject({ first: 1 });
    expect(await put(hasty, [event("b", "u")])).toMatchObject({ first: 2 });
  },

  "every method says that the server is away, and goes on by itself when it is back": async (server) => {
    const url = await server.newDatabase();
    await using log = await openEventLog(url);
    await put(log, [event("a", "u")]);
    await server.stop();
    for (const refused of [put(log, [event("b", "u")]), log.read(nothing), log.saveSnapshots("p", [])])
      await expect(refused).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    await expect(openEventLog(url)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    await server.start();
    expect(await put(log, [event("b", "u")])).toMatchObject({ first: 2 });
    expect((await log.read(nothing)).upTo).toBe(2);
  },

  "append() loses and doubles nothing while the server is stopped and started under load": async (server) => {
    const url = await server.newDatabase();
    await using log = await openEventLog(url);
    let isDone = false;
    let failures = 0;
    const durable: string[] = [];
    const client = async (name: string) => {
      for (let n = 0; !isDone; n++) {
        const entries = [event(`${name}-${n}-0`, name), event(`${name}-${n}-1`, name)];
        await untilDurable(log, entries, () => failures++);
        durable.push(...entries.map(({ id }) => id ?? ""));
      }
    };
    const clients = Array.from({ length: 4 }, (_, at) => client(`c${at}`));
    const progress = (more: number) => {
      const before = durable.length;
      return expect.poll(() => durable.length, { timeout: 30_000 }).toBeGreaterThan(before + more);
    };
    await progress(20);
    await server.stop();
    await expect.poll(() => failures, { timeout: 30_000 }).toBeGreaterThan(4);
    await server.start();
    await progress(20);
    isDone = true;
    await Promise.all(clients);
    const { facts } = await log.read(nothing);
    expect(facts?.map((fact) => fact.kind === "event" && fact.id).toSorted()).toEqual(durable.toSorted());
    expect(facts?.map(({ seq }) => seq)).toEqual(Array.from({ length: durable.length }, (_, at) => at + 1));
  },
};

/** Asks until the entries are durable. */
async function untilDurable(
  log: EventLog,
  entries: readonly ReturnType<typeof event>[],
  onFailure: () => void,
): Promise<void> {
  for (;;) {
    try {
      const { status } = await log.append(entries, { seen: all, now: 1 });
      expect(["appended", "repeated"]).toContain(status);
      return;
    } catch (cause) {
      expect(cause).toMatchObject({ code: "STORE_UNUSABLE" });
      onFailure();
      await pause(10);
    }
  }
}
