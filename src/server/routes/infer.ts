import { tensorsExample } from "../example-body.ts";
import { findServing, inferCall } from "../infer-call.ts";
import { readInferRequest } from "../open-inference/read-infer-request.ts";
import { inferReplySchema, inferRequestSchema } from "../open-inference/schema.ts";
import { writeInferReply } from "../open-inference/write-infer-reply.ts";
import type { Route } from "../route.ts";

export const inferRoute: Route = {
  method: "POST",
  paths: ["/v2/models/{model}/infer", "/v2/models/{model}/versions/{version}/infer"],
  scope: "predict",
  predicts: true,
  summary: "Inference by the Open Inference Protocol v2: JSON, or JSON and binary tensors",
  body: inferRequestSchema,
  bodyTypes: ["application/octet-stream"],
  example: tensorsExample,
  reply: inferReplySchema,
  async handle(call, context) {
    const serving = findServing(call, context);
    const header = call.headers["inference-header-content-length"];
    const length = Array.isArray(header) ? header.join() : header;
    const { asked, outputs } = await inferCall(call, context, {
      protocol: "v2",
      serving,
      read: (model) => readInferRequest(call.body, length, model),
    });
    return writeInferReply(asked, outputs, serving.model);
  },
};
