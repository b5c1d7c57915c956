/** The whole way: a monitor trips, people are told; somebody acknowledges, people are told. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Message } from "../../src/core/notify/index.ts";
import { trainedProject } from "../fixtures/trained-project.ts";
import { airworthy } from "./airworthy.ts";

async function startReceiver() {
  const messages: Message[] = [];
  const server = createServer(async (request, reply) => {
    let body = "";
    for await (const part of request) body += part;
    messages.push(JSON.parse(body));
    reply.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    messages,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("airworthy watch tells of an alert that fires, and of its acknowledgement", async () => {
  await using project = await trainedProject();
  await using receiver = await startReceiver();
  const path = join(project.path, "airworthy.config.ts");
  const config = await readFile(path, "utf8");
  const notify = `notify: {
    channels: { ops: webhook({ url: "env:OPS_URL", secret: "env:OPS_SECRET" }), dead: slack({ url: "env:NOT_SET" }) },
    groupWait: "0s", groupInterval: "0s",
  },`;
  await writeFile(
    path,
    config
      .replace(/from "airworthy"/, 'from "airworthy";\nimport { slack, webhook } from "airworthy"')
      .replace(/\}\);\s*$/, `  monitor: { traffic: { alertBelow: 1, over: "1m" } },\n  ${notify}\n});\n`),
  );
  const env = { OPS_URL: receiver.url, OPS_SECRET: "a-secret-of-twenty-four-bytes" };
  const run = async (...args: string[]) => {
    const outcome = await airworthy(args, { cwd: project.path, env });
    expect(outcome).toMatchObject({ code: 0 });
    return outcome;
  };
  await run("watch", "--once");
  expect(receiver.messages).toMatchObject([
    {
      channel: "ops",
      model: "will-order",
      alerts: [{ monitor: "traffic", state: "firing", value: 0, bound: 1 }],
    },
  ]);
  const id = receiver.messages[0]?.alerts[0]?.id ?? "";
  await run("alerts", "ack", id, "--note", "a holiday", "--by", "ada");
  const { stderr } = await run("watch", "--once");
  expect(receiver.messages[1]?.alerts).toMatchObject([
    { id, state: "acknowledged", changes: [{ who: "ada", note: "a holiday" }] },
  ]);
  expect(receiver.messages).toHaveLength(2);
  const { channels } = JSON.parse((await run("notify", "--json")).stdout);
  expect(channels).toMatchObject([
    { channel: "ops", state: "ok", delivered: 2, waiting: 0 },
    { channel: "dead", state: "failing", notSet: ["NOT_SET"], waiting: 2 },
  ]);
  const listed = (await run("alerts")).stdout;
  expect(listed).toContain("Nobody is told through 'dead' since");
  expect(listed).toContain("the environment variable NOT_SET is not set");
  expect(stderr).not.toContain(receiver.url);
});
