import { expect, test } from "vitest";
import { encodeModel, graph, tensorOf } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import { openSession } from "../../io/runtime.ts";
import { adamRates, addAdam } from "./adam.ts";
import { parameterCount } from "./network.ts";
import { buildTrainingGraph } from "./training-graph.ts";

/** AdamW as its paper writes it: moments with their factors, bias corrected, weights decayed beside the step. */
function plainAdamW(start: readonly number[], decayed: readonly number[], settings: { weightDecay: number }) {
  let parameters = [...start];
  const first = start.map(() => 0);
  const second = start.map(() => 0);
  return (step: number, learningRate: number, gradient: readonly number[]) => {
    parameters = parameters.map((value, index) => {
      const slope = gradient[index] ?? 0;
      const m = 0.9 * (first[index] ?? 0) + 0.1 * slope;
      const v = 0.999 * (second[index] ?? 0) + 0.001 * slope * slope;
      [first[index], second[index]] = [m, v];
      const change = m / (1 - 0.9 ** step) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
      return value - learningRate * (change + settings.weightDecay * (decayed[index] ?? 0) * value);
    });
    return parameters;
  };
}

/** Mean squared error of three weights and a bias, and its gradient. */
function plainRegression(
  x: readonly number[],
  y: readonly number[],
  [a = 0, b = 0, c = 0, bias = 0]: readonly number[],
) {
  const at = (row: number, column: number) => (column === 3 ? 1 : (x[row * 3 + column] ?? 0));
  const errors = y.map((value, row) => a * at(row, 0) + b * at(row, 1) + c * at(row, 2) + bias - value);
  const mean = (of: (error: number, row: number) => number) =>
    errors.reduce((sum, error, row) => sum + of(error, row), 0) / y.length;
  const slope = [0, 1, 2, 3].map((column) => mean((error, row) => 2 * error * at(row, column)));
  return { loss: mean((error) => error * error), slope };
}

test("addAdam() moves like Adam in plain TypeScript, step by step", async () => {
  const random = seededRandom(5);
  const size = 6;
  const g = graph("adam");
  const [parameters = "", first = "", second = "", gradient = ""] = ["p", "m", "v", "g"].map((name) =>
    g.input(name, "double", [size]),
  );
  const [stepSize = "", damping = ""] = ["size", "damping"].map((name) => g.input(name, "double", []));
  const rates = { stepSize, damping, keep: null };
  const after = addAdam(g, { parameters, first, second }, gradient, rates, "double");
  for (const name of Object.values(after)) g.output(name, "double", [size]);
  const session = await openSession(encodeModel(g.finish()));
  const vector = (values: ArrayLike<number>) => tensorOf("double", [size], values);
  let state = {
    p: vector(Array.from({ length: size }, random.normal)),
    m: vector(new Float64Array(size)),
    v: vector(new Float64Array(size)),
  };
  const plain = plainAdamW([...state.p.data], [], { weightDecay: 0 });
  for (let step = 1; step <= 40; step++) {
    const learningRate = 0.1 / step;
    const slope = Array.from({ length: size }, (_, index) => random.normal() * 10 ** (index - 5));
    const rate = adamRates(step, learningRate);
    const found = await session.run({
      ...state,
      g: vector(slope),
      size: tensorOf("double", [], [rate.stepSize]),
      damping: tensorOf("double", [], [rate.damping]),
    });
    const read = (name: string) => vector(found[name]?.data as Float64Array);
    state = { p: read(after.parameters), m: read(after.first), v: read(after.second) };
    for (const [index, value] of plain(step, learningRate, slope).entries())
      expect(state.p.data[index]).toBeCloseTo(value, 12);
  }
  await session.dispose();
});

test("buildTrainingGraph() steps as AdamW on a regression whose gradient is known, and decays no bias", async () => {
  const random = seededRandom(6);
  const rows = 8;
  const widths = [3, 1];
  const weightDecay = 0.2;
  const size = parameterCount(widths);
  const graph = {
    ...({ task: "regression", widths, denseColumns: 3, codeColumns: 0, classWeights: null } as const),
    ...({ l2: 0, weightDecay, clipGradient: null, dropoutPatterns: [], precision: "double" } as const),
  };
  const session = await openSession(buildTrainingGraph(graph));
  const x = Array.from({ length: rows * 3 }, random.normal);
  const y = Array.from({ length: rows }, random.normal);
  const start = Array.from({ length: size }, random.normal);
  const steps = 12;
  const learningRates = Array.from({ length: steps }, (_, index) => 0.05 + index / 100);
  const rates = learningRates.map((rate, index) => adamRates(index + 1, rate));
  const perStep = (values: readonly number[]) => tensorOf("double", [steps], values);
  const found = await session.run({
    dense: tensorOf("double", [rows, 3], x),
    label: tensorOf("double", [rows, 1], y),
    parameters: tensorOf("double", [size], start),
    first: tensorOf("double", [size], new Float64Array(size)),
    second: tensorOf("double", [size], new Float64Array(size)),
    rowShare: tensorOf("double", [], [1 / rows]),
    rows: tensorOf(
      "int32",
      [steps, rows],
      Array.from({ length: steps * rows }, (_, index) => index % rows),
    ),
    stepSize: perStep(rates.map(({ stepSize }) => stepSize)),
    damping: perStep(rates.map(({ damping }) => damping)),
    decay: perStep(learningRates.map((rate) => rate * weightDecay)),
  });
  const plain = plainAdamW(start, [1, 1, 1, 0], { weightDecay });
  let wanted = start;
  learningRates.forEach((rate, index) => {
    const { loss, slope } = plainRegression(x, y, wanted);
    expect(found.loss?.data[index]).toBeCloseTo(loss, 12);
    wanted = plain(index + 1, rate, slope);
  });
  for (const [index, value] of wanted.entries())
    expect(found.parametersAfter?.data[index]).toBeCloseTo(value, 11);
  await session.dispose();
});
