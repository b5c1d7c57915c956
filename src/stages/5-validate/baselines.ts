/** What a model must beat: the answer that looks at nothing, and the network without hidden layers. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Definition, mlp } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Metric, Task } from "../../core/metric.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { train as trainModel } from "../4-train/index.ts";
import type { StageContext } from "../context.ts";
import { decideThreshold } from "./decide.ts";
import { labelColumn } from "./input-columns.ts";
import { type Metrics, measurable } from "./measurable.ts";
import { type Scores, score } from "./score.ts";

export interface Baseline {
  readonly name: "majority class" | "mean" | "logistic regression" | "linear regression";
  readonly metrics: Readonly<Partial<Record<Metric, number>>>;
}

export interface BaselinesInput {
  readonly definition: Definition;
  readonly train: string;
  readonly validation: string;
  /** The model's own scores, for the truth and the order of the rows. */
  readonly scores: Scores;
  /** A folder to train in; what is written there is removed. */
  readonly directory: string;
}

const names = {
  binary: ["majority class", "logistic regression"],
  multiclass: ["majority class", "logistic regression"],
  regression: ["mean", "linear regression"],
} as const satisfies Record<Task, readonly [Baseline["name"], Baseline["name"]]>;

/** Rows that the linear baseline sees in all: small tables many times, large ones at least twice. */
const rowsToLearnFrom = 200_000;

/** Both baselines, measured on the same rows as the model; without the second where its training diverges. */
export async function measureBaselines(
  input: BaselinesInput,
  context: StageContext,
): Promise<{ readonly baselines: readonly Baseline[]; readonly warnings: readonly string[] }> {
  const { definition, scores } = input;
  const [constant, linear] = names[scores.task];
  const { trainRows, answer } = await constantAnswer(input, context);
  const answers = new Float32Array(scores.answers.length);
  for (let start = 0; start < answers.length; start += scores.width) answers.set(answer, start);
  const simple: Baseline = { name: constant, metrics: metricsOf({ ...scores, answers }, 0.5) };
  try {
    const trained = await linearScores(input, trainRows, context);
    const threshold = decideThreshold(trained, definition.validation.threshold) ?? 0.5;
    return { baselines: [simple, { name: linear, metrics: metricsOf(trained, threshold) }], warnings: [] };
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "TRAINING_DIVERGED") throw cause;
    return { baselines: [simple], warnings: [`The baseline ${linear} did not converge: ${cause.message}`] };
  }
}

/** The share of each class (binary: of true) among the training rows, or their mean. */
async function constantAnswer({ train, scores }: BaselinesInput, { engine }: StageContext) {
  const { task, classes } = scores;
  const label = labelColumn(task, classes);
  const shares =
    task === "multiclass"
      ? classes.map((_, index) => `avg(CASE WHEN ${label} = ${index} THEN 1.0 ELSE 0.0 END)`)
      : [`avg(${label})`];
  const [row = {}] = await engine.all(
    `SELECT count(*) AS "rows", [${shares.join(", ")}]::DOUBLE[] AS answer FROM ${parquetTable(train)}`,
  );
  return { trainRows: Number(row.rows), answer: row.answer as readonly number[] };
}

async function linearScores(
  { definition, train, validation, directory }: BaselinesInput,
  trainRows: number,
  context: StageContext,
): Promise<Scores> {
  const folder = join(directory, "baseline");
  const epochs = Math.min(20, Math.max(2, Math.ceil(rowsToLearnFrom / trainRows)));
  const { hashAbove } = definition.model;
  const model = mlp({ hidden: [], epochs, learningRate: 0.01, schedule: { kind: "cosine" }, hashAbove });
  const quiet: StageContext = { ...context, emit: () => {} };
  await mkdir(folder, { recursive: true });
  try {
    await trainModel({ definition: { ...definition, model }, train, validation, directory: folder }, quiet);
    return await score({ model: join(folder, "model.onnx"), table: validation }, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function metricsOf(scores: Scores, threshold: number): Metrics {
  const values = Object.entries(measurable(scores, threshold).values());
  return Object.fromEntries(values.filter(([, value]) => Number.isFinite(value)));
}
