/** The attributes of an ONNX node: one kind each, told by its key. */
import { create } from "@bufbuild/protobuf";
import type { Tensor } from "./element-type.ts";
import { type AttributeProto, AttributeProtoSchema, type GraphProto } from "./onnx_pb.gen.ts";
import { encodeTensor } from "./tensor.ts";

interface AttributeValues {
  readonly float: number;
  readonly int: number;
  readonly text: string;
  readonly tensor: Tensor;
  readonly graph: GraphProto;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly string[];
}

type AttributeKind = keyof AttributeValues;

/** `{ int: 1 }`, `{ float: 0.5 }`, `{ texts: ["a"] }`, `{ graph: body }` … */
export type Attribute = {
  readonly [K in AttributeKind]: { readonly [N in K]: AttributeValues[N] };
}[AttributeKind];
export type Attributes = Readonly<Record<string, Attribute>>;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

type AttributeFields = Partial<
  Pick<AttributeProto, "f" | "i" | "s" | "t" | "g" | "floats" | "ints" | "strings">
>;

/** ONNX's number of each kind, and the field of the message that holds it. */
const attributeTable: {
  readonly [K in AttributeKind]: {
    readonly code: number;
    readonly fields: (value: AttributeValues[K]) => AttributeFields;
  };
} = {
  float: { code: 1, fields: (value) => ({ f: value }) },
  int: { code: 2, fields: (value) => ({ i: BigInt(value) }) },
  text: { code: 3, fields: (value) => ({ s: bytes(value) }) },
  tensor: { code: 4, fields: (value) => ({ t: encodeTensor("", value) }) },
  graph: { code: 5, fields: (value) => ({ g: value }) },
  floats: { code: 6, fields: (value) => ({ floats: [...value] }) },
  ints: { code: 7, fields: (value) => ({ ints: value.map(BigInt) }) },
  texts: { code: 8, fields: (value) => ({ strings: value.map(bytes) }) },
};

/** The attribute `name` as an ONNX message. */
export function encodeAttribute(name: string, attribute: Attribute): AttributeProto {
  const [kind, value] = Object.entries(attribute)[0] as [AttributeKind, never];
  const { code, fields } = attributeTable[kind];
  return create(AttributeProtoSchema, { name, type: code, ...fields(value) });
}
