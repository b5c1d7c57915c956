/** Tensors as JSON has them: flat or nested arrays, row by row; null is a missing number (NaN) or text (""). */
import { type ElementType, elementTypes, type Tensor } from "../../core/onnx/element-type.ts";
import { float16Bits, float16Value } from "../../core/onnx/float16.ts";
import { invalidRequest, kindOf } from "../invalid-request.ts";
import { datatypeOf } from "./datatype.ts";

export interface TensorPlace {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

type Element = number | bigint | string;
/** The element that a JSON value stands for; undefined where it stands for none. */
type Reader = (value: unknown) => Element | undefined;

const number: Reader = (value) => {
  if (value === null) return Number.NaN;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

function whole(low: number, high: number): Reader {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= low && value <= high ? value : undefined;
}

function wide(low: bigint, high: bigint): Reader {
  return (value) => {
    const exact = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    return typeof exact === "bigint" && exact >= low && exact <= high ? exact : undefined;
  };
}

const readers: Readonly<Record<ElementType, Reader>> = {
  bool: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  uint8: whole(0, 255),
  uint16: whole(0, 65_535),
  uint32: whole(0, 2 ** 32 - 1),
  uint64: wide(0n, 2n ** 64n - 1n),
  int8: whole(-128, 127),
  int16: whole(-32_768, 32_767),
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  int64: wide(-(2n ** 63n), 2n ** 63n - 1n),
  float16(value) {
    const read = number(value);
    return typeof read === "number" ? float16Bits(read) : undefined;
  },
  float(value) {
    const read = number(value);
    return typeof read === "number" && Math.abs(Math.fround(read)) !== Number.POSITIVE_INFINITY
      ? read
      : undefined;
  },
  double: number,
  string(value) {
    if (value === null) return "";
    return typeof value === "string" && value.isWellFormed() ? value : undefined;
  },
};

/** The tensor in `data`; REQUEST_INVALID names the element that does not fit. */
export function readJsonTensor({ name, type, shape }: TensorPlace, data: readonly unknown[]): Tensor {
  const count = elementCount(shape);
  const flat = flatten(data, shape.length);
  if (flat.length !== count)
    throw invalidRequest(
      `The input '${name}' has ${flat.length} elements, wanted ${count} for its shape [${shape}].`,
    );
  const read = readers[type];
  const elements: Elements = type === "string" ? new Array(count) : new elementTypes[type].array(count);
  for (let at = 0; at < count; at++) {
    const element = read(flat[at]);
    if (element === undefined) throw misfit({ name, type, shape }, at, flat[at]);
    elements[at] = element;
  }
  return { type, shape, data: elements } as Tensor;
}

/** Whichever array it is, it takes what the reader of its type gives. */
type Elements = { [at: number]: Element };

function misfit({ name, type }: TensorPlace, at: number, value: unknown) {
  const given = typeof value === "number" ? String(value) : kindOf(value);
  return invalidRequest(`Element ${at} of the input '${name}' is ${given}, wanted ${datatypeOf(type)}.`);
}

/** Nested no deeper than `depth`: what lies deeper stays as it is, and fits no element. */
function flatten(data: readonly unknown[], depth: number): readonly unknown[] {
  return data.some(Array.isArray) ? data.flat(Math.max(0, depth - 1)) : data;
}

/** JSON text of whole numbers that a double cannot hold. */
const { rawJSON } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown };

/** The elements of a tensor as JSON values, flat; NaN and infinities, which JSON lacks, are null. */
export function jsonElements({ type, data }: Tensor): readonly unknown[] {
  if (type === "string") return data;
  if (type === "bool") return Array.from(data, (bit) => bit !== 0);
  if (type === "float16") return Array.from(data, (bits) => float16Value(bits));
  if (type === "int64" || type === "uint64") return Array.from(data, (value) => rawJSON(String(value)));
  return Array.from(data);
}
