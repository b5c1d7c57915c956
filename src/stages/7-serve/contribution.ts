/**
 * How much each hidden unit moved a logit: its activation times the logit's gradient at it. In a ReLU network the
 * gradient is exact for the row, and the contributions of a layer add up to the logit but for what biases after it add.
 */
import type { ShippedLayer } from "../6-package/index.ts";

/** One list a hidden layer, input side first. `hidden` holds the activations; `output` is the logit's place. */
export function contributions(
  layers: readonly ShippedLayer[],
  hidden: readonly Float32Array[],
  output: number,
): number[][] {
  const last = layers.at(-1);
  let gradient = Array.from({ length: last?.inputs ?? 0 }, (_, unit) => weightAt(last, unit, output));
  const found: number[][] = [];
  for (let layer = hidden.length - 1; layer >= 0; layer--) {
    const active = hidden[layer] ?? new Float32Array();
    const here = gradient;
    found.unshift(here.map((slope, unit) => slope * (active[unit] ?? 0)));
    const open = here.map((slope, unit) => ((active[unit] ?? 0) > 0 ? slope : 0));
    const own = layers[layer];
    gradient = Array.from({ length: own?.inputs ?? 0 }, (_, unit) =>
      open.reduce((sum, slope, next) => sum + slope * weightAt(own, unit, next), 0),
    );
  }
  return found;
}

function weightAt(layer: ShippedLayer | undefined, input: number, output: number): number {
  return layer?.weight[input * layer.outputs + output] ?? 0;
}
