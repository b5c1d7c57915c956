import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../../test/postgres/postgres-server.ts";
import { type HttpAddress, webhook } from "../../../core/definition/index.ts";
import { resolveNotify } from "../../../core/definition/notify.ts";
import type { Message } from "../../../core/notify/index.ts";
import {
  channelStates,
  declareChannels,
  enqueueNotice,
  openStore,
  type Store,
} from "../../../io/store/index.ts";
import { testNotice } from "./message.test-support.ts";
import { type NotifierOptions, sendDueNotices, startNotifier } from "./notifier.ts";

let server: PostgresServer;
let directory: string;
let place: string;
let store: Store;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Answers as `onMessage` says, and keeps what came in its order. */
async function startReceiver(onMessage: (reply: ServerResponse, message: Message) => void) {
  const messages: Message[] = [];
  const receiver = createServer(async (request, reply) => {
    let body = "";
    for await (const part of request) body += part;
    const message = JSON.parse(body) as Message;
    messages.push(message);
    onMessage(reply, message);
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return {
    url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` as HttpAddress,
    messages,
    async [Symbol.asyncDispose]() {
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

const accept = (reply: ServerResponse) => void reply.end("ok");

let queued = 0;
async function queue(alert: string): Promise<string> {
  const id = `entry-${++queued}`;
  const notice = testNotice({ id, alertId: alert, model: "m" });
  await store.db.transaction().execute((tx) => enqueueNotice(tx, notice, { now: Date.now() }));
  return id;
}

const noticesOf = ({ alerts }: Message) => alerts.flatMap(({ changes }) => changes.map(({ id }) => id));

function optionsFor(urls: Readonly<Record<string, HttpAddress>>): NotifierOptions {
  const channels = Object.fromEntries(
    Object.entries(urls).map(([name, url]) => [name, webhook({ url, secret: "env:S", timeLimit: "2s" })]),
  );
  return {
    store,
    model: "m",
    notify: resolveNotify({ channels, groupWait: "0s", groupInterval: "0s" }),
    surroundings: { environment: { S: "x".repeat(24) }, now: Date.now, directory: "." },
    everyMs: 5,
  };
}

async function startSender(url: string): Promise<ChildProcess> {
  const path = fileURLToPath(new URL("./notifier.test-support.ts", import.meta.url));
  const child = fork(path, [place, url], { execArgv: [] });
  await once(child, "spawn");
  return child;
}

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), "airworthy-notifier-"));
      place = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
      store = await openStore(place);
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    });

    test("a sender killed before, while and after it sends loses nothing, and keeps the order", async () => {
      await declareChannels(store, { model: "m", channels: ["ops"], now: Date.now() });
      let child: ChildProcess | undefined;
      const moments = ["before the answer", "after the answer", "before the answer", "later"] as const;
      let kills = 0;
      const kill = () => {
        kills += 1;
        child?.kill("SIGKILL");
      };
      // What it did not answer it has not taken, though it has seen it.
      const taken: Message[] = [];
      await using receiver = await startReceiver((reply, message) => {
        const moment = moments[kills];
        if (moment === "before the answer") return kill();
        taken.push(message);
        accept(reply);
        if (moment === "after the answer") setImmediate(kill);
        if (moment === "later") setTimeout(kill, 3);
      });
      const wanted: string[] = [];
      for (const _ of moments) {
        child = await startSender(receiver.url);
        const ended = once(child, "exit");
        for (let each = 0; each < 3; each++) wanted.push(await queue(`alert-${each}`));
        expect((await ended)[1]).toBe("SIGKILL");
      }
      child = await startSender(receiver.url);
      const told = () => new Set(taken.flatMap(noticesOf));
      await expect.poll(() => wanted.filter((id) => !told().has(id))).toEqual([]);
      child.kill("SIGKILL");
      expect(kills).toBe(moments.length);
      expectOnceEach(receiver.messages);
    });

    test("several senders at once send each message once", async () => {
      await using receiver = await startReceiver(accept);
      await using other = await openStore(place);
      const one = await startNotifier(optionsFor({ ops: receiver.url }));
      const two = await startNotifier({ ...optionsFor({ ops: receiver.url }), store: other });
      const wanted: string[] = [];
      for (let each = 0; each < 15; each++) {
        wanted.push(await queue(`alert-${each % 4}`));
        await pause(5);
      }
      await expect.poll(() => new Set(receiver.messages.flatMap(noticesOf)).size).toBe(wanted.length);
      await Promise.all([one.stop(), two.stop()]);
      expect(receiver.messages.flatMap(noticesOf)).toEqual(wanted);
      expectOnceEach(receiver.messages);
    });

    test("a receiver that never answers holds up nobody else, and is known to fail", async () => {
      await using dead = await startReceiver(() => undefined);
      await using receiver = await startReceiver(accept);
      const options = optionsFor({ dead: dead.url, ops: receiver.url });
      const notifier = await startNotifier(options);
      await queue("a");
      await expect.poll(() => receiver.messages.length).toBe(1);
      await queue("b");
      await expect.poll(() => receiver.messages.length).toBe(2);
      const { channels } = options.notify;
      await expect
        .poll(() => channelStates(store, { model: "m", channels }), { timeout: 20_000 })
        .toMatchObject([
          { channel: "dead", state: "failing", answer: "no answer within 2000 ms", waiting: 2 },
          { channel: "ops", state: "ok", delivered: 2, waiting: 0 },
        ]);
      await notifier.stop(0);
    });

    test("sendDueNotices() sends what is due once, and ends", async () => {
      await using refusing = await startReceiver((reply) => void reply.writeHead(500).end());
      await using receiver = await startReceiver(accept);
      const options = optionsFor({ dead: refusing.url, ops: receiver.url });
      await sendDueNotices(options);
      expect(receiver.messages).toEqual([]);
      const id = await queue("a");
      await sendDueNotices(options);
      await sendDueNotices(options);
      expect([refusing.messages, receiver.messages].map((all) => all.flatMap(noticesOf))).toEqual([
        [id],
        [id],
      ]);
    });
  });

/** Under its id a message came once or more, always the same, and new ones came in their order; a notice is in one of them. */
function expectOnceEach(messages: readonly Message[]): void {
  const distinct = new Map(messages.map((message) => [message.id, message]));
  for (const message of messages) expect(message).toEqual(distinct.get(message.id));
  const sequences = [...distinct.values()].map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  const notices = [...distinct.values()].flatMap(noticesOf);
  expect(new Set(notices).size).toBe(notices.length);
}
