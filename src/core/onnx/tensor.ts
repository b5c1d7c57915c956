/** A tensor of plain data as ONNX's TensorProto, and back. */
import { create } from "@bufbuild/protobuf";
import { type ElementType, elementTypes, type Tensor } from "./element-type.ts";
import { type TensorProto, TensorProtoSchema } from "./onnx_pb.gen.ts";

type NumericType = Exclude<ElementType, "string">;

/** A tensor of `values` in the array that its element type wants. */
export function tensorOf<T extends NumericType>(
  type: T,
  shape: readonly number[],
  values: ArrayLike<number>,
): Tensor<T>;
export function tensorOf(type: NumericType, shape: readonly number[], values: ArrayLike<number>): Tensor {
  if (type === "int64") return { type, shape, data: BigInt64Array.from(Array.from(values), BigInt) };
  if (type === "uint64") return { type, shape, data: BigUint64Array.from(Array.from(values), BigInt) };
  return { type, shape, data: elementTypes[type].array.from(values) } as Tensor;
}

/** `tensor` under `name` as an ONNX message: strings one by one, everything else as little-endian bytes. */
export function encodeTensor(name: string, tensor: Tensor): TensorProto {
  const dims = tensor.shape.map(BigInt);
  const dataType = elementTypes[tensor.type].code;
  if (tensor.type === "string") {
    const encoder = new TextEncoder();
    return create(TensorProtoSchema, {
      name,
      dims,
      dataType,
      stringData: tensor.data.map((text) => encoder.encode(text)),
    });
  }
  const { buffer, byteOffset, byteLength } = tensor.data;
  const rawData = new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  return create(TensorProtoSchema, { name, dims, dataType, rawData });
}

const typeByCode = new Map(
  Object.entries(elementTypes).map(([type, { code }]) => [code as number, type as ElementType]),
);

/** The tensor that an ONNX message holds; an Error where its element type is not in {@link elementTypes}. */
export function decodeTensor(proto: TensorProto): Tensor {
  const type = typeByCode.get(proto.dataType);
  if (type === undefined)
    throw new Error(`The tensor '${proto.name}' has the unknown type ${proto.dataType}`);
  const shape = proto.dims.map(Number);
  if (type === "string") {
    const decoder = new TextDecoder();
    return { type, shape, data: proto.stringData.map((bytes) => decoder.decode(bytes)) };
  }
  if (proto.rawData === undefined) return decodeTyped(type, shape, proto);
  const bytes = new Uint8Array(proto.rawData); // a copy: slice() of a Buffer would share its memory
  const { array } = elementTypes[type];
  return { type, shape, data: new array(bytes.buffer) } as Tensor;
}

/** Other writers keep small tensors in typed fields in place of raw bytes. */
function decodeTyped(type: NumericType, shape: readonly number[], proto: TensorProto): Tensor {
  if (type === "int64") return { type, shape, data: BigInt64Array.from(proto.int64Data) };
  if (type === "double") return tensorOf(type, shape, proto.doubleData);
  if (type === "uint32" || type === "uint64")
    throw new Error(`The tensor '${proto.name}' keeps ${type} in a typed field, which is not read`);
  return tensorOf(type, shape, type === "float" ? proto.floatData : proto.int32Data);
}
