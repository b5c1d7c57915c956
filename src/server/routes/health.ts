import { z } from "zod";
import type { Route } from "../route.ts";

export const liveRoute: Route = {
  method: "GET",
  paths: ["/v2/health/live"],
  scope: "open",
  summary: "Whether the process answers at all",
  reply: z.object({ live: z.literal(true) }),
  handle: () => ({ body: { live: true } }),
};

export const readyRoute: Route = {
  method: "GET",
  paths: ["/v2/health/ready"],
  scope: "open",
  summary: "Whether a model has answered its warm-up and the server is not stopping; 503 where not",
  reply: z.object({ ready: z.boolean() }),
  handle: (_, { host }) => ({ status: host.ready ? 200 : 503, body: { ready: host.ready } }),
};
