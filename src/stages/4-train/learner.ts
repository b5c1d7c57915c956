/** Holds rows and the state of training, and runs the two graphs on them; `remote-learner.ts` is the same in a worker thread. */
import { tensorOf } from "../../core/onnx/index.ts";
import { openSession, type Tensors } from "../../io/runtime.ts";
import { buildEvaluationGraph } from "./evaluation-graph.ts";
import { lossTable } from "./loss.ts";
import type { Rows } from "./rows.ts";
import { buildTrainingGraph, type TrainingGraphOptions } from "./training-graph.ts";

export type Side = "train" | "validation";

/** Steps that run in one native call, all with the same number of rows. */
export interface Steps {
  /** [steps, batchRows]: rows of the side "train". */
  readonly rows: Int32Array;
  readonly batchRows: number;
  readonly stepSize: Float32Array;
  readonly damping: Float32Array;
  /** Learning rate times weight decay. */
  readonly decay: Float32Array;
  /** [steps, batchRows]: the dropout pattern of each row; null is no dropout. */
  readonly patterns: Int32Array | null;
}

export interface Evaluation {
  /** Mean over the rows. */
  readonly loss: number;
  readonly accuracy: number | null;
}

export interface Learner extends AsyncDisposable {
  /** Takes the rows of a side in place of those it held. */
  hold(side: Side, rows: Rows): Promise<void>;
  /** Trains and returns each step's loss. */
  step(steps: Steps): Promise<Float32Array>;
  /** Measures the weights as they are on all rows of a side. */
  evaluate(side: Side): Promise<Evaluation>;
  parameters(): Promise<Float32Array>;
}

export interface LearnerOptions {
  readonly graph: TrainingGraphOptions;
  readonly initial: Float32Array;
}

const evaluationRows = 16_384;

/** A learner in this thread, which its calls block. */
export async function openLearner({ graph, initial }: LearnerOptions): Promise<Learner> {
  const training = await openSession(buildTrainingGraph(graph));
  const evaluation = await openSession(buildEvaluationGraph(graph));
  const { denseColumns, codeColumns } = graph;
  const held = new Map<Side, Rows>();
  const size = initial.length;
  let state: Readonly<Record<"parameters" | "first" | "second", Float32Array>> = {
    parameters: initial,
    first: new Float32Array(size),
    second: new Float32Array(size),
  };

  function rowTensors(side: Side, from: number, to: number): Tensors {
    const rows = held.get(side);
    if (rows === undefined) throw new TypeError(`the learner holds no rows for ${side}`);
    const count = to - from;
    const { dense, codes, label } = rows;
    return {
      ...(denseColumns > 0
        ? {
            dense: {
              type: "float",
              shape: [count, denseColumns],
              data: dense.subarray(from * denseColumns, to * denseColumns),
            },
          }
        : {}),
      ...(codeColumns > 0
        ? {
            codes: {
              type: "int32",
              shape: [count, codeColumns],
              data: codes.subarray(from * codeColumns, to * codeColumns),
            },
          }
        : {}),
      label: { type: "float", shape: [count, 1], data: label.subarray(from, to) },
    };
  }

  return {
    async hold(side, rows) {
      held.set(side, rows);
    },
    async step({ rows, batchRows, stepSize, damping, decay, patterns }) {
      const steps = stepSize.length;
      const vector = (data: Float32Array) => ({ type: "float", shape: [data.length], data }) as const;
      const matrix = (data: Int32Array) => ({ type: "int32", shape: [steps, batchRows], data }) as const;
      const results = await training.run({
        ...rowTensors("train", 0, held.get("train")?.count ?? 0),
        parameters: vector(state.parameters),
        first: vector(state.first),
        second: vector(state.second),
        rowShare: tensorOf("float", [], [1 / batchRows]),
        rows: matrix(rows),
        stepSize: vector(stepSize),
        damping: vector(damping),
        decay: vector(decay),
        ...(patterns === null ? {} : { patterns: matrix(patterns) }),
      });
      const floats = (name: string) => results[name]?.data as Float32Array;
      state = {
        parameters: floats("parametersAfter"),
        first: floats("firstAfter"),
        second: floats("secondAfter"),
      };
      return floats("loss");
    },
    async evaluate(side) {
      const count = held.get(side)?.count ?? 0;
      let loss = 0;
      let correct = 0;
      for (let from = 0; from < count; from += evaluationRows) {
        const tensors = rowTensors(side, from, Math.min(count, from + evaluationRows));
        const parameters = { type: "float", shape: [size], data: state.parameters } as const;
        const found = await evaluation.run({ ...tensors, parameters });
        loss += Number(found.loss?.data[0]);
        correct += Number(found.correct?.data[0] ?? 0);
      }
      return {
        loss: loss / count,
        accuracy: lossTable[graph.task].correct === null ? null : correct / count,
      };
    },
    parameters: async () => state.parameters,
    async [Symbol.asyncDispose]() {
      await training.dispose();
      await evaluation.dispose();
    },
  };
}
