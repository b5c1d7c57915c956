/**
 * Rows of several requests as one call of the model, and the call's outputs as those of each request. A batch goes to
 * its thread as one buffer that changes hands: a copy of each value, and nothing for each tensor.
 */
import { type ElementType, elementTypes, type Tensor } from "../../../core/onnx/element-type.ts";
import type { Tensors } from "../../../io/runtime.ts";
import type { TensorSpec } from "./served-model.ts";

export type NumericType = Exclude<ElementType, "string">;

/** Numbers as the bytes of their array, little-endian, wherever they begin. */
export interface RawTensor {
  readonly type: NumericType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export type Feed = Tensor | RawTensor;

export interface Rows {
  /** Tensors whose first dimension is `rows`. */
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly rows: number;
}

export interface PackedRows {
  readonly rows: number;
  /** The elements of every numeric input, in the order of the model's inputs; each begins at a multiple of eight. */
  readonly buffer: ArrayBuffer;
  /** The elements of every other input, in that order. */
  readonly texts: readonly (readonly string[])[];
}

/** The rows of `parts` one below the other; all hold the model's `inputs`, whose shapes are −1 and then fixed sizes. */
export function packRows(parts: readonly Rows[], inputs: readonly TensorSpec[]): PackedRows {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const buffer = new ArrayBuffer(inputs.reduce((sum, spec) => sum + room(spec, rows), 0));
  const bytes = new Uint8Array(buffer);
  const texts: string[][] = [];
  let start = 0;
  for (const spec of inputs) {
    if (spec.type === "string")
      texts.push(parts.flatMap((part) => feedOf(part, spec).data as readonly string[]));
    else {
      let at = start;
      for (const part of parts) {
        const from = bytesOf(feedOf(part, spec));
        bytes.set(from, at);
        at += from.length;
      }
      start += room(spec, rows);
    }
  }
  return { rows, buffer, texts };
}

/** The tensors in `packed`, over its own memory. */
export function unpackRows({ rows, buffer, texts }: PackedRows, inputs: readonly TensorSpec[]): Tensors {
  const remaining = texts.values();
  let start = 0;
  const entries = inputs.map((spec): [string, Tensor] => {
    const { name, type } = spec;
    const shape = [rows, ...spec.shape.slice(1)];
    if (type === "string") return [name, { type, shape, data: remaining.next().value ?? [] }];
    const data = new elementTypes[type].array(buffer, start, rows * width(spec));
    start += room(spec, rows);
    return [name, { type, shape, data } as Tensor];
  });
  return Object.fromEntries(entries);
}

/** The part of each request in `outputs`, whose first dimension is the sum of `rows`. */
export function splitRows(outputs: Tensors, rows: readonly number[]): Tensors[] {
  if (rows.length === 1) return [outputs];
  let start = 0;
  return rows.map((count) => {
    const from = start;
    start += count;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, sliceRows(tensor, from, count)]),
    );
  });
}

/** Elements of an input in one row. */
function width({ shape }: TensorSpec): number {
  let product = 1;
  for (let at = 1; at < shape.length; at++) product *= shape[at] ?? 0;
  return product;
}

/** Bytes that an input takes in a buffer. */
function room(spec: TensorSpec, rows: number): number {
  if (spec.type === "string") return 0;
  return Math.ceil((rows * width(spec) * elementTypes[spec.type].array.BYTES_PER_ELEMENT) / 8) * 8;
}

function feedOf({ feeds }: Rows, { name }: TensorSpec) {
  const feed = feeds[name];
  if (feed === undefined) throw new Error(`The input '${name}' is missing from a part of the batch`);
  return feed as Feed & { readonly data?: unknown };
}

function bytesOf(feed: Feed): Uint8Array {
  if ("bytes" in feed) return feed.bytes;
  const { buffer, byteOffset, byteLength } = feed.data as Float64Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function sliceRows({ type, shape, data }: Tensor, from: number, count: number): Tensor {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const [start, end] = [from * size, (from + count) * size];
  const part = type === "string" ? data.slice(start, end) : (data as Float32Array).subarray(start, end);
  return { type, shape: [count, ...shape.slice(1)], data: part } as Tensor;
}
