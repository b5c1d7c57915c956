/** The model that the serving benchmark asks: twelve numbers, 12–64–32–1, with its preprocessing inside. */
import { seededRandom } from "../../src/core/random.ts";
import { buildInferenceGraph, layOut } from "../../src/stages/4-train/index.ts";
import type { ServedModel } from "../../src/stages/7-serve/index.ts";

const widths = [12, 64, 32, 1];
export const inputNames = Array.from({ length: 12 }, (_, index) => `x${index + 1}`);

export function benchModel(): ServedModel {
  const random = seededRandom(1);
  const encoding = { kind: "standardise", mean: 0, scale: 1, impute: 0, indicator: false } as const;
  const inputs = layOut(inputNames.map((name) => ({ name, type: "number", encoding })));
  const layers = widths.slice(1).map((outputs, index) => {
    const before = widths[index] ?? 0;
    const weight = Float32Array.from({ length: before * outputs }, () => random.normal() / Math.sqrt(before));
    return { inputs: before, outputs, weight, bias: new Float32Array(outputs) };
  });
  const feeds = Object.fromEntries(
    inputNames.map((name) => [name, { type: "double", shape: [1, 1], data: Float64Array.of(0.5) } as const]),
  );
  return {
    name: "bench",
    version: 1,
    bytes: buildInferenceGraph({ inputs, layers, task: "binary" }),
    inputs: inputNames.map((name) => ({ name, type: "double", shape: [-1, 1] })),
    outputs: [{ name: "probability", type: "float", shape: [-1, 1] }],
    warmUp: { feeds, check: () => undefined },
  };
}

/** `rows` values for an input. */
export function values(rows: number, seed: number): Float64Array<ArrayBuffer> {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows }, () => random.normal());
}
