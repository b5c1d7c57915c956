import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { webhook } from "../../../core/definition/index.ts";
import { startHttpReceiver } from "./http-receiver.test-support.ts";
import { testMessage } from "./message.test-support.ts";
import { openChannel } from "./open-channel.ts";
import { isStrong, signatureHeaders } from "./sign.ts";

const signal = new AbortController().signal;

/** What became of one message to `path`, and what the receiver saw. */
async function sendTo(path: string, { secret = "x".repeat(24), now = Date.now } = {}) {
  await using server = await startHttpReceiver();
  const spec = webhook({ url: `${server.origin as `http://${string}`}/${path}`, secret: "env:S" });
  const channel = openChannel(spec, { environment: { S: secret }, now, directory: "." });
  const attempt = await channel.deliver(testMessage(), { signal });
  return { attempt, requests: [...server.requests] };
}

test("signatureHeaders() signs id, time and body as the specification's own words have it", () => {
  const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  const [id, timestamp, body] = ["msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}'];
  const headers = signatureHeaders({
    id,
    body,
    now: timestamp * 1_000 + 999,
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  });
  expect(headers).toEqual({
    "webhook-id": id,
    "webhook-timestamp": `${timestamp}`,
    "webhook-signature": `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`,
  });
});

test("signatureHeaders() signs with each of two secrets, so that one can take the other's place", () => {
  const [one, two] = ["a".repeat(24), "b".repeat(24)];
  const sign = (secret: string) =>
    signatureHeaders({ id: "i", now: 1_000, body: "{}", secret })["webhook-signature"];
  expect(sign(`${one} ${two}`)).toBe(`${sign(one)} ${sign(two)}`);
});

test("isStrong() wants 24 bytes of every secret", () => {
  expect(isStrong("x".repeat(24))).toBe(true);
  expect(isStrong("x".repeat(23))).toBe(false);
  expect(isStrong(`${"x".repeat(24)} short`)).toBe(false);
  expect(isStrong(" ")).toBe(false);
  expect(isStrong(`whsec_${Buffer.alloc(24).toString("base64")}`)).toBe(true);
  expect(isStrong(`whsec_${Buffer.alloc(23).toString("base64")}`)).toBe(false);
});

test("webhookChannel() sends nothing that it cannot sign well, and names the variable", async () => {
  const { attempt, requests } = await sendTo("fine", { secret: "guess-me" });
  expect(attempt.answer).toBe("S holds a secret of less than 24 bytes");
  expect(requests).toEqual([]);
});

test("webhookChannel() signs each attempt with its own time", async () => {
  const { requests } = await sendTo("fine", { now: () => 1_700_000_000_000 });
  expect(requests[0]?.headers).toMatchObject({
    "webhook-timestamp": "1700000000",
    "content-type": "application/json",
  });
});

test("post() follows no redirect", async () => {
  const { attempt, requests } = await sendTo("redirect");
  expect(attempt).toEqual({
    delivered: false,
    answer: "302: redirects are not followed",
    retryAfterMs: null,
  });
  expect(requests).toHaveLength(1);
});

test("post() keeps to Retry-After", async () => {
  expect((await sendTo("busy")).attempt).toMatchObject({ delivered: false, retryAfterMs: 7_000 });
});

test("post() reads little of an answer, however much there is", async () => {
  const { attempt } = await sendTo("flood");
  expect(attempt).toMatchObject({ delivered: false, answer: `500 ${"y".repeat(200)}` });
});
