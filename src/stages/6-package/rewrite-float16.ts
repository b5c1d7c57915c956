/** Weights and biases stored in half the bytes; the arithmetic stays float32. */
import { create } from "@bufbuild/protobuf";
import {
  decodeModel,
  encodeAttribute,
  encodeModelProto,
  encodeTensor,
  float16Bits,
  NodeProtoSchema,
} from "../../core/onnx/index.ts";
import { denseLayers } from "./network.ts";

const floatCode = 1;

/** `model` with each layer's weight and bias as float16 behind a Cast that keeps their names. */
export function toFloat16(model: Uint8Array): Uint8Array {
  const proto = decodeModel(model);
  const { graph } = proto;
  const names = denseLayers(graph).flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]);
  const layers = denseLayers(graph).flatMap(({ inputs, outputs, weight, bias }) => [
    { shape: [inputs, outputs], values: weight },
    { shape: [outputs], values: bias },
  ]);
  const tensors = layers.map(({ shape, values }, index) =>
    encodeTensor(`${names[index]}.float16`, {
      type: "float16",
      shape,
      data: Uint16Array.from(values, float16Bits),
    }),
  );
  const casts = names.map((name) =>
    create(NodeProtoSchema, {
      opType: "Cast",
      name: `${name}.cast`,
      input: [`${name}.float16`],
      output: [name],
      attribute: [encodeAttribute("to", { int: floatCode })],
    }),
  );
  graph.initializer = [...graph.initializer.filter(({ name }) => !names.includes(name)), ...tensors];
  graph.node = [...casts, ...graph.node];
  return encodeModelProto(proto);
}
