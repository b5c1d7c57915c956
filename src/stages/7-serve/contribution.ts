/**
 * How much each unit and each connection moved a logit: its activation times the logit's gradient at it. In a ReLU
 * network the gradient is exact for the row, and the contributions of a layer add up to the logit but for what biases
 * after it add.
 */
import type { ShippedLayer } from "../6-package/index.ts";

export interface Contributions {
  /** Of the encoded inputs. */
  readonly encoded: readonly number[];
  /** One list a hidden layer, input side first. */
  readonly hidden: readonly (readonly number[])[];
  /** Of the connections into each layer, input side first: at most `mostPaths` each, the greatest by size first. */
  readonly paths: readonly (readonly Path[])[];
}

/** A connection from a unit of one layer to one of the next, by their places. */
export interface Path {
  readonly from: number;
  readonly to: number;
  readonly contribution: number;
}

export interface ContributionsInput {
  readonly layers: readonly ShippedLayer[];
  readonly encoded: ArrayLike<number>;
  /** The activations of the hidden layers. */
  readonly hidden: readonly Float32Array[];
  /** The logit's place. */
  readonly output: number;
}

const mostPaths = 12;

export function contributions({ layers, encoded, hidden, output }: ContributionsInput): Contributions {
  const entering = [encoded, ...hidden];
  const moved: number[][] = [];
  const paths: Path[][] = [];
  // Of what leaves a layer: only the decided logit counts at the end.
  let gradient: number[] = Array.from({ length: layers.at(-1)?.outputs ?? 0 }, (_, place) =>
    place === output ? 1 : 0,
  );
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    const values = Array.from(entering[index] ?? []);
    if (layer === undefined) break;
    paths.unshift(greatestPaths(layer, values, gradient));
    const own = gradient;
    const slopes = values.map((_, unit) =>
      own.reduce((sum, slope, next) => sum + slope * weightAt(layer, unit, next), 0),
    );
    moved.unshift(slopes.map((slope, unit) => slope * (values[unit] ?? 0)));
    gradient = slopes.map((slope, unit) => ((values[unit] ?? 0) > 0 ? slope : 0));
  }
  const [first = [], ...others] = moved;
  return { encoded: first, hidden: others, paths };
}

/** The connections of one layer that moved the logit most; those that carried nothing are none. */
function greatestPaths(layer: ShippedLayer, values: readonly number[], gradient: readonly number[]): Path[] {
  const found: Path[] = [];
  for (const [from, value] of values.entries()) {
    for (const [to, slope] of gradient.entries()) {
      const contribution = value * weightAt(layer, from, to) * slope;
      if (contribution !== 0) found.push({ from, to, contribution });
    }
  }
  return found
    .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
    .slice(0, mostPaths);
}

function weightAt(layer: ShippedLayer, input: number, output: number): number {
  return layer.weight[input * layer.outputs + output] ?? 0;
}
