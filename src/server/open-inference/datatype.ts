/** The datatypes of the Open Inference Protocol, as the runtime's element types. BF16 is not among the runtime's. */
import type { ElementType } from "../../core/onnx/index.ts";

export const datatypes = {
  BOOL: "bool",
  UINT8: "uint8",
  UINT16: "uint16",
  UINT32: "uint32",
  UINT64: "uint64",
  INT8: "int8",
  INT16: "int16",
  INT32: "int32",
  INT64: "int64",
  FP16: "float16",
  FP32: "float",
  FP64: "double",
  BYTES: "string",
} as const satisfies Record<string, ElementType>;

export type Datatype = keyof typeof datatypes;

export const datatypeNames = Object.keys(datatypes) as [Datatype, ...Datatype[]];

const byElementType = new Map(Object.entries(datatypes).map(([name, type]) => [type as string, name]));

/** The protocol's name of an element type. */
export function datatypeOf(type: ElementType): Datatype {
  return byElementType.get(type) as Datatype;
}
