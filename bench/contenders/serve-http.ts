/** A server of its own process, which prints its port. Started as: node serve-http.ts airworthy|echo */
import Fastify from "fastify";
import pino from "pino";
import { createApp } from "../../src/server/app.ts";
import { allowAll } from "../../src/server/auth.ts";
import { defaultLimits } from "../../src/server/limits.ts";
import { createMetrics, observeBatch } from "../../src/server/metrics.ts";
import { ModelHost } from "../../src/stages/7-serve/index.ts";
import { benchModel } from "./serve-model.ts";

async function airworthy() {
  const metrics = createMetrics(() => host);
  const host: ModelHost = new ModelHost({ workers: 1, onBatch: (batch) => observeBatch(metrics, batch) });
  await host.load(benchModel());
  const logger = pino({ base: null }, pino.destination("/dev/null"));
  return createApp({ host, live: null, metrics, limits: defaultLimits, authorise: allowAll, logger });
}

async function echo() {
  const app = Fastify();
  app.post("/echo", async (request) => request.body);
  return app;
}

const app = await { airworthy, echo }[process.argv[2] as "airworthy" | "echo"]();
await app.listen({ host: "127.0.0.1", port: 0 });
const address = app.server.address();
console.log(typeof address === "object" ? address?.port : address);
process.stdin.on("end", () => process.exit(0)).resume();
