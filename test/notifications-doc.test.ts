/** The receiver in docs/notifications.md verifies what a webhook really sends, and nothing else. */
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { webhook } from "../src/core/definition/index.ts";
import { openChannel, sampleMessage } from "../src/stages/8-monitor/notify/index.ts";

type IsGenuine = (headers: IncomingHttpHeaders, body: string, secret: string) => boolean;

let directory: string;
let isGenuine: IsGenuine;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-doc-"));
  const page = await readFile(new URL("../docs/notifications.md", import.meta.url), "utf8");
  const block = [...page.matchAll(/^```ts\n(.*?)^```/gms)]
    .map(([, code = ""]) => code)
    .find((code) => code.includes("isGenuine"));
  const path = join(directory, "receiver.ts");
  await writeFile(path, block ?? "");
  ({ isGenuine } = (await import(pathToFileURL(path).href)) as { isGenuine: IsGenuine });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const secret = "a-secret-of-twenty-four-bytes";

/** Headers and body of a message sent at `now`, signed with `signing`. */
async function sent(now: number, signing = secret) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, reply) => {
    let body = "";
    for await (const part of request) body += part;
    got.push({ headers: request.headers, body });
    reply.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const spec = webhook({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: "env:S",
  });
  const channel = openChannel(spec, { environment: { S: signing }, now: () => now, directory });
  const message = sampleMessage({ model: "m", channel: "ops", severity: "page", now });
  await channel.deliver(message, { signal: new AbortController().signal });
  server.closeAllConnections();
  server.close();
  const [first] = got;
  if (first === undefined) throw new Error("nothing came");
  return first;
}

test("the receiver of the documentation takes what the webhook sends, and while a secret is replaced", async () => {
  for (const signing of [secret, `another-of-twenty-four-bytes ${secret}`]) {
    const { headers, body } = await sent(Date.now(), signing);
    expect(isGenuine(headers, body, secret)).toBe(true);
  }
});

test("the receiver of the documentation refuses what was changed, is old, or is signed by another", async () => {
  const { headers, body } = await sent(Date.now());
  expect(isGenuine(headers, `${body} `, secret)).toBe(false);
  expect(isGenuine({ ...headers, "webhook-id": "another" }, body, secret)).toBe(false);
  expect(
    isGenuine({ ...headers, "webhook-timestamp": `${Math.floor(Date.now() / 1_000) + 1}` }, body, secret),
  ).toBe(false);
  expect(isGenuine(headers, body, "another-secret-of-the-length")).toBe(false);
  expect(isGenuine({}, body, secret)).toBe(false);
  for (const age of [301_000, -302_000]) {
    const old = await sent(Date.now() - age);
    expect(isGenuine(old.headers, old.body, secret)).toBe(false);
  }
});
