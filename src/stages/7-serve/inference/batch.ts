/** Rows of several requests as the tensors of one call, and the call's outputs as those of each request. */
import { elementTypes, type Tensor } from "../../../core/onnx/index.ts";
import type { Tensors } from "../../../io/runtime.ts";

export interface Rows {
  /** Tensors whose first dimension is `rows`. */
  readonly feeds: Tensors;
  readonly rows: number;
}

/** The feeds of `parts`, one below the other in their order; all have the same names, types and inner shapes. */
export function joinRows(parts: readonly Rows[]): Tensors {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first?.feeds ?? {};
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return Object.fromEntries(
    Object.entries(first.feeds).map(([name, tensor]) => {
      const tensors = parts.map(({ feeds }) => feeds[name] ?? missing(name));
      return [name, joinTensors(tensors, [rows, ...tensor.shape.slice(1)])];
    }),
  );
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

function joinTensors(tensors: readonly Tensor[], shape: readonly number[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new Error("There is nothing to join");
  const { type } = first;
  if (type === "string") {
    return { type, shape, data: tensors.flatMap((tensor) => tensor.data as readonly string[]) };
  }
  const joined = new elementTypes[type].array(shape.reduce((product, size) => product * size, 1));
  let at = 0;
  for (const { data } of tensors) {
    joined.set(data as never, at);
    at += data.length;
  }
  return { type, shape, data: joined } as Tensor;
}

function sliceRows({ type, shape, data }: Tensor, from: number, count: number): Tensor {
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const [start, end] = [from * width, (from + count) * width];
  const part = type === "string" ? data.slice(start, end) : (data as Float32Array).subarray(start, end);
  return { type, shape: [count, ...shape.slice(1)], data: part } as Tensor;
}

function missing(name: string): never {
  throw new Error(`The input '${name}' is missing from a part of the batch`);
}
