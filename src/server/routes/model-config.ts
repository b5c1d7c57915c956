import { z } from "zod";
import type { TensorSpec } from "../../stages/7-serve/index.ts";
import { findServing } from "../infer-call.ts";
import { datatypeOf } from "../open-inference/datatype.ts";
import { platform } from "../open-inference/metadata.ts";
import type { Route } from "../route.ts";

const tensor = z.object({ name: z.string(), data_type: z.string(), dims: z.array(z.int()) });

export const modelConfigRoute: Route = {
  method: "GET",
  paths: ["/v2/models/{model}/config", "/v2/models/{model}/versions/{version}/config"],
  scope: "predict",
  summary:
    "The model's configuration in Triton's words; `max_batch_size` 0: the dimensions are whole, −1 for the rows",
  reply: z.object({
    name: z.string(),
    platform: z.string(),
    backend: z.string(),
    max_batch_size: z.literal(0),
    input: z.array(tensor),
    output: z.array(tensor),
  }),
  handle(call, context) {
    const { name, inputs, outputs } = findServing(call, context).model;
    return {
      body: {
        name,
        platform,
        backend: "onnxruntime",
        max_batch_size: 0,
        input: inputs.map(describe),
        output: outputs.map(describe),
      },
    };
  },
};

function describe({ name, type, shape }: TensorSpec) {
  const datatype = datatypeOf(type);
  return { name, data_type: `TYPE_${datatype === "BYTES" ? "STRING" : datatype}`, dims: shape };
}
