import { expect, test } from "vitest";
import type { Task } from "../../core/metric.ts";
import { tensorOf } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import { openSession } from "../../io/runtime.ts";
import { adamRates } from "./adam.ts";
import { parameterCount } from "./network.ts";
import { buildTrainingGraph } from "./training-graph.ts";
import type { TrainingGraphOptions } from "./training-step.ts";

const random = seededRandom(11);
const count = 9;
const denseColumns = 3;
/** A text of three values and one of two, after the dense columns. */
const codes = Array.from({ length: count }, () => [3 + random.below(3), 6 + random.below(2)]).flat();
const dense = Float64Array.from({ length: count * denseColumns }, () => random.normal());

interface Case {
  readonly task: Task;
  readonly hidden: readonly number[];
  readonly options?: Partial<TrainingGraphOptions>;
}

const patterns = [[Float64Array.of(2, 0, 2, 2), Float64Array.of(0, 2, 2, 0)]];
const cases: Record<string, Case> = {
  "sigmoid without a hidden layer": { task: "binary", hidden: [] },
  "sigmoid, one hidden layer": { task: "binary", hidden: [4] },
  "sigmoid, two hidden layers": { task: "binary", hidden: [5, 4] },
  softmax: { task: "multiclass", hidden: [4] },
  "linear with squared error": { task: "regression", hidden: [4] },
  "L2 penalty": { task: "binary", hidden: [4], options: { l2: 0.3 } },
  "class weights": { task: "binary", hidden: [4], options: { classWeights: [0.5, 2] } },
  "class weights, softmax": { task: "multiclass", hidden: [], options: { classWeights: [0.5, 2, 1] } },
  dropout: { task: "binary", hidden: [4], options: { dropoutPatterns: patterns } },
};

async function openCase({ task, hidden, options = {} }: Case, random = seededRandom(12)) {
  const classes = task === "multiclass" ? 3 : 1;
  const widths = [8, ...hidden, classes];
  const size = parameterCount(widths);
  const graph = {
    ...{ task, widths, denseColumns, codeColumns: 2, classWeights: null, l2: 0, weightDecay: 0 },
    ...{ clipGradient: null, dropoutPatterns: [], precision: "double" as const, ...options },
  };
  const session = await openSession(buildTrainingGraph(graph));
  const draw = {
    binary: () => random.below(2),
    multiclass: () => random.below(3),
    regression: random.normal,
  };
  const label = Float64Array.from({ length: count }, draw[task]);
  const { stepSize, damping } = adamRates(1, 0.001);
  /** One step from moments of 0: the first moment after it is the gradient itself. */
  async function step(parameters: Float64Array): Promise<{ loss: number; gradient: Float64Array }> {
    const after = await session.run({
      dense: tensorOf("double", [count, denseColumns], dense),
      codes: tensorOf("int32", [count, 2], codes),
      label: tensorOf("double", [count, 1], label),
      parameters: tensorOf("double", [size], parameters),
      first: tensorOf("double", [size], new Float64Array(size)),
      second: tensorOf("double", [size], new Float64Array(size)),
      rowShare: tensorOf("double", [], [1 / count]),
      rows: tensorOf("int32", [1, count], [...Array(count).keys()]),
      stepSize: tensorOf("double", [1], [stepSize]),
      damping: tensorOf("double", [1], [damping]),
      decay: tensorOf("double", [1], [0]),
      ...(graph.dropoutPatterns.length > 0
        ? {
            patterns: tensorOf(
              "int32",
              [1, count],
              Array.from({ length: count }, (_, row) => row % 2),
            ),
          }
        : {}),
    });
    return { loss: Number(after.loss?.data[0]), gradient: after.firstAfter?.data as Float64Array };
  }
  return { size, step, dispose: () => session.dispose() };
}

test.each(Object.entries(cases))(
  "buildTrainingGraph() has the gradient of finite differences: %s",
  async (_, given) => {
    const { size, step, dispose } = await openCase(given);
    const parameters = Float64Array.from({ length: size }, () => random.normal() / 2 + 0.2);
    const { gradient } = await step(parameters);
    const delta = 1e-6;
    for (let index = 0; index < size; index++) {
      const [above, below] = [parameters.slice(), parameters.slice()];
      above[index] = (above[index] ?? 0) + delta;
      below[index] = (below[index] ?? 0) - delta;
      const slope = ((await step(above)).loss - (await step(below)).loss) / (2 * delta);
      expect(Math.abs((gradient[index] ?? Number.NaN) - slope)).toBeLessThan(
        1e-7 * Math.max(1, Math.abs(slope)),
      );
    }
    await dispose();
  },
);

test.each(["binary", "multiclass"] as const)(
  "buildTrainingGraph() counts each row alike where all classes weigh 1: %s",
  async (task) => {
    const classWeights = task === "binary" ? [1, 1] : [1, 1, 1];
    const [plain, weighted] = [
      await openCase({ task, hidden: [4] }),
      await openCase({ task, hidden: [4], options: { classWeights } }),
    ];
    const parameters = Float64Array.from({ length: plain.size }, (_, index) => Math.sin(index));
    expect(await weighted.step(parameters)).toEqual(await plain.step(parameters));
    await plain.dispose();
    await weighted.dispose();
  },
);

test("buildTrainingGraph() clips the gradient to its greatest norm and leaves a smaller one", async () => {
  const plain = await openCase({ task: "regression", hidden: [] });
  const parameters = Float64Array.from({ length: plain.size }, (_, index) => 1 + index / 4);
  const { gradient } = await plain.step(parameters);
  expect(Math.hypot(...gradient)).toBeGreaterThan(0.5);
  await plain.dispose();
  const clipped = await openCase({ task: "regression", hidden: [], options: { clipGradient: 0.5 } });
  expect(Math.hypot(...(await clipped.step(parameters)).gradient)).toBeCloseTo(0.5, 12);
  await clipped.dispose();
});
