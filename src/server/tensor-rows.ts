import type { Tensor } from "../core/onnx/index.ts";
import { jsonElements } from "./open-inference/json-tensor.ts";

/** The rows of a tensor as JSON values, nested as its shape says. */
export function rowsOfTensor(tensor: Tensor): readonly unknown[] {
  return tensor.shape
    .slice(1)
    .reduceRight<readonly unknown[]>((elements, size) => groups(elements, size), jsonElements(tensor));
}

function groups(elements: readonly unknown[], size: number): readonly unknown[] {
  return Array.from({ length: size === 0 ? 0 : elements.length / size }, (_, group) =>
    elements.slice(group * size, (group + 1) * size),
  );
}
