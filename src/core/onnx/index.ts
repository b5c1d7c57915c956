export { type Attribute, type Attributes, encodeAttribute } from "./attribute.ts";
export { type ElementType, elementTypes, type Tensor } from "./element-type.ts";
export { float16Bits, float16Value } from "./float16.ts";
export { type Dimension, type Graph, graph, type NodeOptions } from "./graph.ts";
export { decodeModel, encodeModel, encodeModelProto } from "./model.ts";
export {
  type AttributeProto,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "./onnx_pb.gen.ts";
export { decodeTensor, encodeTensor, tensorOf } from "./tensor.ts";
