import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ElementType } from "../../core/onnx/index.ts";
import type { ServedModel, TensorSpec } from "../../stages/7-serve/index.ts";
import { platform } from "../open-inference/metadata.ts";
import type { ModelConfigSchema } from "./open_inference_pb.gen.ts";

/** Triton's number of each element type (model_config.proto, `DataType`). */
const dataTypes: Readonly<Record<ElementType, number>> = {
  bool: 1,
  uint8: 2,
  uint16: 3,
  uint32: 4,
  uint64: 5,
  int8: 6,
  int16: 7,
  int32: 8,
  int64: 9,
  float16: 10,
  float: 11,
  double: 12,
  string: 13,
};

/** The model in Triton's words: `max_batch_size` 0, so that the dimensions are whole, −1 for the rows. */
export function tritonConfig({
  name,
  inputs,
  outputs,
}: ServedModel): MessageInitShape<typeof ModelConfigSchema> {
  return {
    name,
    platform,
    backend: "onnxruntime",
    input: inputs.map(describe),
    output: outputs.map(describe),
  };
}

function describe({ name, type, shape }: TensorSpec) {
  return { name, dataType: dataTypes[type], dims: shape.map(BigInt) };
}
