import type { TensorSpec } from "../../stages/7-serve/index.ts";
import { findServing } from "../infer-call.ts";
import { datatypeOf } from "../open-inference/datatype.ts";
import { modelMetadataSchema } from "../open-inference/schema.ts";
import type { Route } from "../route.ts";

export const modelMetadataRoute: Route = {
  method: "GET",
  paths: ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"],
  scope: "predict",
  summary: "The inputs and outputs of the model",
  reply: modelMetadataSchema,
  handle(call, context) {
    const { name, version, inputs, outputs } = findServing(call, context).model;
    return {
      body: {
        name,
        versions: [String(version)],
        platform: "onnxruntime_onnx",
        inputs: inputs.map(describe),
        outputs: outputs.map(describe),
      },
    };
  },
};

function describe({ name, type, shape }: TensorSpec) {
  return { name, datatype: datatypeOf(type), shape };
}
