/** Holds rows and the state of training, and runs the two graphs on them; `remote-learner.ts` is the same in a worker thread. */
import { AirworthyError } from "../../core/error.ts";
import { type Tensor, tensorOf } from "../../core/onnx/index.ts";
import { openSession, type Session, type Tensors } from "../../io/runtime.ts";
import { buildEvaluationGraph } from "./evaluation-graph.ts";
import { lossTable } from "./loss.ts";
import type { RowLayout, Rows } from "./rows.ts";
import { buildTrainingGraph } from "./training-graph.ts";
import type { TrainingGraphOptions } from "./training-step.ts";

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

/** A learner in this thread, which its calls block; a measurement ends with CANCELLED where `signal` aborts. */
export async function openLearner(
  { graph, initial }: LearnerOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<Learner> {
  const training = await openSession(buildTrainingGraph(graph));
  const evaluation = await openSession(buildEvaluationGraph(graph));
  return new GraphLearner(graph, { training, evaluation }, { initial, signal });
}

interface LearnerState {
  readonly parameters: Float32Array;
  /** Adam's moments. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

class GraphLearner implements Learner {
  readonly #graph: TrainingGraphOptions;
  readonly #sessions: Readonly<Record<"training" | "evaluation", Session>>;
  readonly #held = new Map<Side, Rows>();
  readonly #signal: AbortSignal;
  #state: LearnerState;

  constructor(
    graph: TrainingGraphOptions,
    sessions: Readonly<Record<"training" | "evaluation", Session>>,
    { initial, signal }: { readonly initial: Float32Array; readonly signal: AbortSignal },
  ) {
    this.#signal = signal;
    this.#graph = graph;
    this.#sessions = sessions;
    const zeros = () => new Float32Array(initial.length);
    this.#state = { parameters: initial, first: zeros(), second: zeros() };
  }

  async hold(side: Side, rows: Rows): Promise<void> {
    this.#held.set(side, rows);
  }

  async step({ rows, batchRows, stepSize, damping, decay, patterns }: Steps): Promise<Float32Array> {
    const matrix = (data: Int32Array) =>
      ({ type: "int32", shape: [stepSize.length, batchRows], data }) as const;
    const held = this.#rowsOf("train");
    const { parameters, first, second } = this.#state;
    const results = await this.#sessions.training.run({
      ...rowTensors(held, this.#graph, 0, held.count),
      parameters: vector(parameters),
      first: vector(first),
      second: vector(second),
      rowShare: tensorOf("float", [], [1 / batchRows]),
      rows: matrix(rows),
      stepSize: vector(stepSize),
      damping: vector(damping),
      decay: vector(decay),
      ...(patterns === null ? {} : { patterns: matrix(patterns) }),
    });
    const floats = (name: string) => results[name]?.data as Float32Array;
    this.#state = {
      parameters: floats("parametersAfter"),
      first: floats("firstAfter"),
      second: floats("secondAfter"),
    };
    return floats("loss");
  }

  async evaluate(side: Side): Promise<Evaluation> {
    const rows = this.#rowsOf(side);
    const parameters = vector(this.#state.parameters);
    let loss = 0;
    let correct = 0;
    for (let from = 0; from < rows.count; from += evaluationRows) {
      if (this.#signal.aborted) throw new AirworthyError("CANCELLED", "Training was stopped on request.");
      const tensors = rowTensors(rows, this.#graph, from, Math.min(rows.count, from + evaluationRows));
      const found = await this.#sessions.evaluation.run({ ...tensors, parameters });
      loss += Number(found.loss?.data[0]);
      correct += Number(found.correct?.data[0] ?? 0);
    }
    return {
      loss: loss / rows.count,
      accuracy: lossTable[this.#graph.task].correct === null ? null : correct / rows.count,
    };
  }

  async parameters(): Promise<Float32Array> {
    return this.#state.parameters;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sessions.training.dispose();
    await this.#sessions.evaluation.dispose();
  }

  #rowsOf(side: Side): Rows {
    const rows = this.#held.get(side);
    if (rows === undefined) throw new TypeError(`the learner holds no rows for ${side}`);
    return rows;
  }
}

function vector(data: Float32Array): Tensor<"float"> {
  return { type: "float", shape: [data.length], data };
}

/** The rows `from` to `to` as the graphs' inputs; columns that there are none of are no input. */
function rowTensors(
  { dense, codes, label }: Rows,
  { denseColumns, codeColumns }: RowLayout,
  from: number,
  to: number,
): Tensors {
  const count = to - from;
  const denseRows = dense.subarray(from * denseColumns, to * denseColumns);
  const codeRows = codes.subarray(from * codeColumns, to * codeColumns);
  return {
    ...(denseColumns > 0
      ? { dense: { type: "float", shape: [count, denseColumns], data: denseRows } as const }
      : {}),
    ...(codeColumns > 0
      ? { codes: { type: "int32", shape: [count, codeColumns], data: codeRows } as const }
      : {}),
    label: { type: "float", shape: [count, 1], data: label.subarray(from, to) },
  };
}
