import { z } from "zod";
import type { Route } from "../route.ts";

export const metricsRoute: Route = {
  method: "GET",
  paths: ["/metrics"],
  summary: "Counts and times for Prometheus",
  reply: z.string(),
  replyType: "text/plain",
  async handle(_, { metrics: { registry } }) {
    return { headers: { "content-type": registry.contentType }, body: await registry.metrics() };
  },
};
