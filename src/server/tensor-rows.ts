import type { Tensor } from "../core/onnx/index.ts";
import type { Tensors } from "../io/runtime.ts";
import { jsonElements } from "./open-inference/json-tensor.ts";

/** The rows of a tensor as JSON values, nested as its shape says. */
export function rowsOfTensor(tensor: Tensor): readonly unknown[] {
  return tensor.shape
    .slice(1)
    .reduceRight<readonly unknown[]>((elements, size) => groups(elements, size), jsonElements(tensor));
}

/** One output: its rows. Several: an object for each row. */
export function rowsOfOutputs(
  outputs: Tensors,
  told: (row: unknown) => unknown = (row) => row,
): readonly unknown[] {
  const columns = Object.entries(outputs).map(
    ([name, tensor]) => [name, rowsOfTensor(tensor).map(told)] as const,
  );
  const [first] = columns;
  if (columns.length === 1) return first?.[1] ?? [];
  return (first?.[1] ?? []).map((_, row) =>
    Object.fromEntries(columns.map(([name, rows]) => [name, rows[row]])),
  );
}

function groups(elements: readonly unknown[], size: number): readonly unknown[] {
  return Array.from({ length: size === 0 ? 0 : elements.length / size }, (_, group) =>
    elements.slice(group * size, (group + 1) * size),
  );
}
