/** A server of its own process, which prints its port, and what it cost where it is asked. Started as: node serve-http.ts airworthy|mixed|echo */
import Fastify from "fastify";
import { createApp } from "../../src/server/app.ts";
import { allowAll } from "../../src/server/auth.ts";
import { defaultLimits } from "../../src/server/limits.ts";
import { createMetrics, observeBatch } from "../../src/server/metrics.ts";
import { noSignIn } from "../../src/server/sign-in.ts";
import { ModelHost, type ServedModel } from "../../src/stages/7-serve/index.ts";
import { benchModel, mixedModel } from "./serve-model.ts";
import { serverLog } from "./server-log.ts";
import { tellCost } from "./tell-cost.ts";

async function airworthy(model: ServedModel) {
  const metrics = createMetrics(() => host);
  const host: ModelHost = new ModelHost({ workers: 1, onBatch: (batch) => observeBatch(metrics, batch) });
  await host.load(model);
  return createApp({
    host,
    live: null,
    metrics,
    limits: defaultLimits,
    authorise: allowAll,
    project: null,
    signIn: noSignIn,
    logger: serverLog(),
  });
}

async function echo() {
  const app = Fastify();
  app.post("/echo", async (request) => request.body);
  return app;
}

const kinds = { airworthy: () => airworthy(benchModel()), mixed: () => airworthy(mixedModel()), echo };
const app = await kinds[process.argv[2] as keyof typeof kinds]();
await app.listen({ host: "127.0.0.1", port: 0 });
const address = app.server.address();
tellCost(typeof address === "object" ? (address?.port ?? 0) : 0);
