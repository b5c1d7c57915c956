/** The models that the serving benchmarks ask: twelve inputs, layers of 64, 32 and 1, with their preprocessing inside. */
import { seededRandom } from "../../src/core/random.ts";
import { encodedWidth } from "../../src/stages/4-train/encoded-input.ts";
import { buildInferenceGraph, layOut } from "../../src/stages/4-train/index.ts";
import type { ServedModel } from "../../src/stages/7-serve/index.ts";

export const inputNames = Array.from({ length: 12 }, (_, index) => `x${index + 1}`);

/** Two texts, which the model takes beside its first ten numbers where it is mixed. */
export const texts = {
  device: ["phone", "desktop", "tablet"],
  country: ["CH", "DE", "FR", "IT", "AT", "GB", "US"],
} as const;

export function benchModel(): ServedModel {
  return modelOf(inputNames.map(numberInput));
}

/** Ten numbers and two texts. */
export function mixedModel(): ServedModel {
  const categories = Object.entries(texts).map(([name, vocabulary]) => ({
    name,
    type: "text" as const,
    encoding: { kind: "oneHot", vocabulary } as const,
  }));
  return modelOf([...inputNames.slice(0, 10).map(numberInput), ...categories]);
}

function numberInput(name: string) {
  const encoding = { kind: "standardise", mean: 0, scale: 1, impute: 0, indicator: false } as const;
  return { name, type: "number" as const, encoding };
}

function modelOf(columns: Parameters<typeof layOut>[0]): ServedModel {
  const random = seededRandom(1);
  const inputs = layOut(columns);
  const widths = [encodedWidth(inputs), 64, 32, 1];
  const layers = widths.slice(1).map((outputs, index) => {
    const before = widths[index] ?? 0;
    const weight = Float32Array.from({ length: before * outputs }, () => random.normal() / Math.sqrt(before));
    return { inputs: before, outputs, weight, bias: new Float32Array(outputs) };
  });
  const specs = columns.map(({ name, type }) => ({
    name,
    type: type === "text" ? ("string" as const) : ("double" as const),
    shape: [-1, 1],
  }));
  const feeds = Object.fromEntries(
    specs.map(({ name, type }) => [
      name,
      type === "string"
        ? ({ type, shape: [1, 1], data: ["new"] } as const)
        : ({ type, shape: [1, 1], data: Float64Array.of(0.5) } as const),
    ]),
  );
  return {
    name: "bench",
    version: 1,
    bytes: buildInferenceGraph({ inputs, layers, task: "binary" }),
    inputs: specs,
    outputs: [{ name: "probability", type: "float", shape: [-1, 1] }],
    warmUp: { feeds, check: () => undefined },
    isSteady: true,
  };
}

/** `rows` values for an input. */
export function values(rows: number, seed: number): Float64Array<ArrayBuffer> {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows }, () => random.normal());
}
