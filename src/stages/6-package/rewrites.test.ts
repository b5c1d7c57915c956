import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeModel, float16Bits, float16Value, type Tensor } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import { openSession } from "../../io/runtime.ts";
import { buildInferenceGraph, type Layer, layOut } from "../4-train/index.ts";
import { denseLayers } from "./network.ts";
import { type LayerActivity, pruneModel } from "./prune.ts";
import { toFloat16 } from "./rewrite-float16.ts";
import { quantiseWeight, toInt8 } from "./rewrite-int8.ts";

const inputs = layOut(
  ["a", "b", "c"].map((name) => ({
    name,
    type: "number" as const,
    encoding: { kind: "standardise" as const, mean: 0, scale: 1, impute: 0, indicator: name === "a" },
  })),
);

function randomLayers(widths: readonly number[], seed: number): Layer[] {
  const random = seededRandom(seed);
  return widths.slice(1).map((outputs, index) => {
    const before = widths[index] ?? 0;
    const weight = Float32Array.from({ length: before * outputs }, () => random.normal());
    const bias = Float32Array.from({ length: outputs }, () => random.normal() / 2);
    return { inputs: before, outputs, weight, bias };
  });
}

const layers = randomLayers([4, 8, 5, 1], 3);
const model = buildInferenceGraph({ inputs, layers, task: "binary" });
const rows = 40;
const random = seededRandom(9);
const columns = inputs.map(() =>
  Float64Array.from({ length: rows }, (_, row) => (row % 11 === 3 ? Number.NaN : 3 * random.normal())),
);

interface Outputs {
  readonly encoded: Float32Array;
  readonly hidden: readonly Float32Array[];
  readonly logit: Float32Array;
  readonly probability: Float32Array;
}

async function run(bytes: Uint8Array, from = 0, to = rows): Promise<Outputs> {
  const session = await openSession(bytes);
  const feeds = Object.fromEntries(
    inputs.map(({ name }, index): [string, Tensor] => [
      name,
      { type: "double", shape: [to - from, 1], data: columns[index]?.slice(from, to) ?? new Float64Array() },
    ]),
  );
  const found = await session.run(feeds);
  await session.dispose();
  const floats = (name: string) => found[name]?.data as Float32Array;
  const hidden = ["hidden_1", "hidden_2"].map(floats);
  return { encoded: floats("encoded"), hidden, logit: floats("logit"), probability: floats("probability") };
}

/** The plain forward pass of one row. */
function forward(encoded: ArrayLike<number>, network: readonly Layer[]): number[][] {
  const values = [Array.from(encoded)];
  network.forEach(({ outputs, weight, bias }, index) => {
    const before = values[index] ?? [];
    const sums = Array.from(bias, (shift, output) =>
      before.reduce((sum, value, input) => sum + value * (weight[input * outputs + output] ?? 0), shift),
    );
    values.push(index === network.length - 1 ? sums : sums.map((sum) => Math.max(0, sum)));
  });
  return values;
}

/** What integer arithmetic gives for one row: weights and activations rounded as the header of rewrite-int8 says. */
function forwardInt8(encoded: ArrayLike<number>): number[] {
  let values = Array.from(encoded);
  denseLayers(decodeModel(model).graph).forEach((layer, index) => {
    const signed = index === 0;
    const { values: weight, scales } = quantiseWeight(layer);
    const greatest = Math.max(...values.map(Math.abs), 1e-30);
    const scale = Math.fround(Math.fround(greatest) / (signed ? 127 : 255));
    const codes = values.map((value) => {
      const shift = signed ? 128.5 : 0.5;
      return Math.floor(Math.fround(Math.fround(value / scale) + shift)) - (signed ? 128 : 0);
    });
    values = Array.from(layer.bias, (shift, output) => {
      const whole = codes.reduce(
        (sum, code, at) => sum + code * (weight[at * layer.outputs + output] ?? 0),
        0,
      );
      const sum = Math.fround(Math.fround(Math.fround(whole * scale) * (scales[output] ?? 0)) + shift);
      return index === layers.length - 1 ? sum : Math.max(0, sum);
    });
  });
  return values;
}

function row(values: Float32Array, at: number): number[] {
  const width = values.length / rows;
  return Array.from(values.subarray(at * width, (at + 1) * width));
}

test("float16Bits() gives the nearest half-precision number, ties to even", () => {
  for (let bits = 0; bits < 0x7c00; bits++) expect(float16Bits(float16Value(bits))).toBe(bits);
  fc.assert(
    fc.property(fc.double({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const bits = float16Bits(value);
      const distance = Math.abs(float16Value(bits) - value);
      for (const other of [bits - 1, bits + 1].filter((one) => (one & 0x7fff) <= 0x7bff && one >= 0)) {
        const otherDistance = Math.abs(float16Value(other) - value);
        expect(distance < otherDistance || (distance === otherDistance && bits % 2 === 0)).toBe(true);
      }
    }),
  );
});

describe("toFloat16()", () => {
  test("halves the weights and computes with them, under the names of the graph", async () => {
    const rounded = layers.map((layer) => ({
      ...layer,
      weight: layer.weight.map((value) => float16Value(float16Bits(value))),
      bias: layer.bias.map((value) => float16Value(float16Bits(value))),
    }));
    const bytes = toFloat16(model);
    const found = await run(bytes);
    for (let at = 0; at < rows; at++) {
      const [, one = [], two = [], logit = []] = forward(row(found.encoded, at), rounded);
      expectClose(row(found.hidden[0] ?? found.logit, at), one);
      expectClose(row(found.hidden[1] ?? found.logit, at), two);
      expectClose(row(found.logit, at), logit);
    }
    const wide = randomLayers([4, 256, 64, 1], 1);
    const large = buildInferenceGraph({ inputs, layers: wide, task: "binary" });
    expect(toFloat16(large).length).toBeLessThan(0.55 * large.length);
  });
});

describe("toInt8()", () => {
  test("computes what whole-number arithmetic gives", async () => {
    const found = await run(toInt8(model));
    const exact = await run(model);
    for (let at = 0; at < rows; at++)
      expectClose(row(found.logit, at), forwardInt8(row(found.encoded, at)), 0.02);
    const worst = Math.max(
      ...found.probability.map((value, at) => Math.abs(value - (exact.probability[at] ?? 0))),
    );
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.1);
  });

  test("answers a row alone as it answers it in a batch, to the bit", async () => {
    const bytes = toInt8(model);
    const together = await run(bytes);
    for (let at = 0; at < rows; at++) {
      const alone = await run(bytes, at, at + 1);
      expect(alone.logit[0]).toBe(together.logit[at]);
    }
  });
});

describe("pruneModel()", () => {
  const still: LayerActivity[] = [
    { mean: [0, 1, 2, 3, 4, 5, 6, 7], deviation: [5, 4, 0, 3, 0, 6, 7, 0] },
    { mean: [1, 1, 1, 1, 1], deviation: [3, 2, 4, 5, 1] },
  ];

  test("removes the units that vary least on both sides and keeps their mean in the bias", async () => {
    const bytes = pruneModel(model, still, 3 / 13);
    const found = await run(bytes);
    expect(
      denseLayers(decodeModel(bytes).graph).map(({ inputs: before, outputs }) => [before, outputs]),
    ).toEqual([
      [4, 5],
      [5, 5],
      [5, 1],
    ]);
    const kept = [0, 1, 3, 5, 6];
    for (let at = 0; at < rows; at++) {
      const [encoded = [], one = []] = forward(row(found.encoded, at), layers);
      expectClose(
        row(found.hidden[0] ?? found.logit, at),
        kept.map((unit) => one[unit] ?? 0),
      );
      const held = one.map((value, unit) => (kept.includes(unit) ? value : (still[0]?.mean[unit] ?? 0)));
      const [, two = [], logit = []] = forward(held, layers.slice(1));
      expectClose(row(found.hidden[1] ?? found.logit, at), two);
      expectClose(row(found.logit, at), logit);
      expect(encoded).toHaveLength(4);
    }
  });

  test("leaves at least one unit in every layer", () => {
    const bytes = pruneModel(model, still, 1);
    expect(denseLayers(decodeModel(bytes).graph).map(({ outputs }) => outputs)).toEqual([1, 1, 1]);
  });
});

test("every rewrite gives the same bytes for the same model", () => {
  for (const rewrite of [toFloat16, toInt8]) expect(rewrite(model)).toEqual(rewrite(model));
});

function expectClose(found: readonly number[], wanted: readonly number[], tolerance = 1e-4): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, at) => {
    const target = wanted[at] ?? Number.NaN;
    expect(Math.abs(value - target), `${value} for ${target}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(target)),
    );
  });
}
