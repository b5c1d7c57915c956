import { findServing } from "../infer-call.ts";
import { modelMetadata } from "../open-inference/metadata.ts";
import { modelMetadataSchema } from "../open-inference/schema.ts";
import type { Route } from "../route.ts";

export const modelMetadataRoute: Route = {
  method: "GET",
  paths: ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"],
  scope: "predict",
  summary: "The inputs and outputs of the model",
  reply: modelMetadataSchema,
  handle(call, context) {
    return { body: modelMetadata(findServing(call, context).model) };
  },
};
