import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Tensors } from "../../io/runtime.ts";
import type { ServedModel } from "../../stages/7-serve/index.ts";
import { binaryTensor } from "../open-inference/binary-tensor.ts";
import { datatypeOf } from "../open-inference/datatype.ts";
import type { RequestedOutput } from "../open-inference/requested-outputs.ts";
import type { ModelInferResponseSchema } from "./open_inference_pb.gen.ts";

/** The reply with its tensors raw, whatever the request's were: clients read no other form of numbers. */
export function grpcReply(
  id: string,
  asked: readonly RequestedOutput[],
  outputs: Tensors,
  model: ServedModel,
): MessageInitShape<typeof ModelInferResponseSchema> {
  const tensors = asked.map(({ name }) => {
    const tensor = outputs[name];
    if (tensor === undefined) throw new Error(`The model gave no output '${name}'`);
    return { name, tensor };
  });
  return {
    modelName: model.name,
    modelVersion: String(model.version),
    id,
    outputs: tensors.map(({ name, tensor: { type, shape } }) => {
      return { name, datatype: datatypeOf(type), shape: shape.map(BigInt) };
    }),
    rawOutputContents: tensors.map(({ tensor }) => binaryTensor(tensor) as Uint8Array<ArrayBuffer>),
  };
}
