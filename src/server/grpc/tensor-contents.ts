/** Tensors in the typed fields of a gRPC message. */
import { create } from "@bufbuild/protobuf";
import type { ElementType, Tensor } from "../../core/onnx/index.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readTextElement } from "../open-inference/binary-tensor.ts";
import { datatypeOf } from "../open-inference/datatype.ts";
import { elementCount, readJsonTensor, type TensorPlace } from "../open-inference/json-tensor.ts";
import { type InferTensorContents, InferTensorContentsSchema } from "./open_inference_pb.gen.ts";

type Field = Exclude<keyof InferTensorContents, "$typeName" | "$unknown">;

/** Which field holds the elements of a type; float16 has none, it goes raw. */
const fields: Readonly<Record<ElementType, Field | null>> = {
  bool: "boolContents",
  int8: "intContents",
  int16: "intContents",
  int32: "intContents",
  int64: "int64Contents",
  uint8: "uintContents",
  uint16: "uintContents",
  uint32: "uintContents",
  uint64: "uint64Contents",
  float: "fp32Contents",
  double: "fp64Contents",
  float16: null,
  string: "bytesContents",
};

const fieldNames = [...new Set(Object.values(fields))].filter((field) => field !== null);
const none = create(InferTensorContentsSchema);

/** The tensor in `contents`; REQUEST_INVALID where its elements stand in another field, or do not fit. */
export function readContents(place: TensorPlace, contents: InferTensorContents = none): Tensor {
  const { name, type, shape } = place;
  const field = fields[type];
  const stray = fieldNames.find((other) => other !== field && contents[other].length > 0);
  if (stray !== undefined || field === null)
    throw invalidRequest(
      `The input '${name}' is ${datatypeOf(type)}, wanted in ${field === null ? "raw_input_contents" : snakeCase(field)}.`,
    );
  const elements = contents[field];
  const count = elementCount(shape);
  if (elements.length !== count)
    throw invalidRequest(
      `The input '${name}' has ${elements.length} elements in ${snakeCase(field)}, wanted ${count} for its shape [${shape}].`,
    );
  if (type === "double") return { type, shape, data: Float64Array.from(contents.fp64Contents) };
  if (type === "float") return { type, shape, data: Float32Array.from(contents.fp32Contents) };
  if (type !== "string") return readJsonTensor(place, elements);
  return { type, shape, data: contents.bytesContents.map((bytes, at) => readTextElement(name, at, bytes)) };
}

function snakeCase(field: Field): string {
  return field.replace("Contents", "_contents");
}
