import { freePort } from "../../../../test/fixtures/free-port.ts";
import { slack, webhook } from "../../../core/definition/index.ts";
import type { Duration } from "../../../core/time.ts";
import { startHttpReceiver } from "./http-receiver.test-support.ts";
import { ampleLimit, type Receivers, shortLimit } from "./receiver.test-support.ts";

const secret = "whsec_c2VjcmV0LW9mLXR3ZW50eS1mb3VyLWJ5dGVz";
const token = "t0ken-of-the-ops-team";
const path = "T0001/B0002/s3cret-path";

export async function startWebhookReceivers(): Promise<Receivers> {
  const server = await startHttpReceiver();
  const absent = `http://127.0.0.1:${await freePort()}`;
  const at = (url: string, timeLimit: Duration = ampleLimit) => ({
    spec: webhook({
      url: "env:OPS_URL",
      secret: "env:OPS_SECRET",
      bearer: "env:OPS_TOKEN",
      timeLimit,
    }),
    environment: { OPS_URL: url, OPS_SECRET: secret, OPS_TOKEN: token },
  });
  return {
    fine: at(`${server.origin}/fine/${path}`),
    refusing: at(`${server.origin}/refuse/${path}`),
    silent: at(`${server.origin}/hang/${path}`, shortLimit),
    absent: at(`${absent}/${path}`),
    secrets: [secret, token, "s3cret-path", absent],
    received: async () =>
      server.requests
        .filter(({ path: asked }) => asked.startsWith("/fine"))
        .map(({ headers, body }) => ({ id: String(headers["webhook-id"]), text: body })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export async function startSlackReceivers(): Promise<Receivers> {
  const server = await startHttpReceiver();
  const absent = `http://127.0.0.1:${await freePort()}`;
  const at = (url: string, timeLimit: Duration = ampleLimit) => ({
    spec: slack({ url: "env:SLACK_URL", timeLimit }),
    environment: { SLACK_URL: url },
  });
  return {
    fine: at(`${server.origin}/fine/${path}`),
    refusing: at(`${server.origin}/refuse/${path}`),
    silent: at(`${server.origin}/hang/${path}`, shortLimit),
    absent: at(`${absent}/${path}`),
    secrets: ["s3cret-path", absent],
    received: async () =>
      server.requests
        .filter(({ path: asked }) => asked.startsWith("/fine"))
        .map(({ body }) => ({ id: null, text: body })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
