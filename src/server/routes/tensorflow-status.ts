import { z } from "zod";
import { findServing } from "../infer-call.ts";
import type { Route } from "../route.ts";

const status = z.object({ error_code: z.string(), error_message: z.string() });

export const modelStatusRoute: Route = {
  method: "GET",
  paths: ["/v1/models/{model}", "/v1/models/{model}/versions/{version}"],
  scope: "predict",
  summary: "The state of the model as TensorFlow Serving tells it",
  reply: z.object({
    model_version_status: z.array(z.object({ version: z.string(), state: z.string(), status })),
  }),
  handle(call, context) {
    const { version } = findServing(call, context).model;
    const state = context.host.ready ? "AVAILABLE" : "UNLOADING";
    const entry = { version: String(version), state, status: { error_code: "OK", error_message: "" } };
    return { body: { model_version_status: [entry] } };
  },
};
