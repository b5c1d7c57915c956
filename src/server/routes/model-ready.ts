import { z } from "zod";
import { findServing } from "../infer-call.ts";
import type { Route } from "../route.ts";

export const modelReadyRoute: Route = {
  method: "GET",
  paths: ["/v2/models/{model}/ready", "/v2/models/{model}/versions/{version}/ready"],
  scope: "predict",
  summary: "Whether this model (and version) is ready; 503 where not",
  reply: z.object({ name: z.string(), ready: z.boolean() }),
  handle(call, context) {
    const { name } = findServing(call, context).model;
    const { ready } = context.host;
    return { status: ready ? 200 : 503, body: { name, ready } };
  },
};
