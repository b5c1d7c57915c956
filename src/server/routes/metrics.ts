import { z } from "zod";
import type { Route } from "../route.ts";

export const metricsRoute: Route = {
  method: "GET",
  paths: ["/metrics"],
  scope: "admin",
  summary: "Counts and times for Prometheus",
  reply: z.string(),
  replyType: "text/plain",
  async handle(_, { metrics }) {
    return { headers: { "content-type": metrics.contentType }, body: await metrics.read() };
  },
};
