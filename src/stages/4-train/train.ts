/** Fits preprocessing, trains epoch by epoch in a thread of its own, and exports the network with its preprocessing. */
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { countOf, formatCount, formatSignificant } from "../../core/format.ts";
import type { EpochReport, Flow } from "../../core/progress.ts";
import { seededRandom } from "../../core/random.ts";
import { negativeLog } from "../../core/statistics/log-loss.ts";
import { quoteText } from "../../io/engine.ts";
import { writeFileWhole } from "../../io/files.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { throwIfCancelled } from "../run-query.ts";
import { labelClasses } from "./class-weights.ts";
import type { EncodedInput } from "./encoded-input.ts";
import { encodedWidth } from "./encoded-input.ts";
import { activeInputs, fitPreprocessing, fitTarget } from "./fit-preprocessing.ts";
import { buildInferenceGraph } from "./inference-graph.ts";
import { initialParameters, layersOf } from "./network.ts";
import { dropoutPatterns } from "./plan-epoch.ts";
import { openRemoteLearner } from "./remote-learner.ts";
import { layoutOf, openRowReader } from "./rows.ts";
import { type TrainedEpochs, trainEpochs } from "./train-epochs.ts";

export interface TrainInput {
  readonly definition: Definition;
  readonly train: string;
  readonly validation: string;
  /**
   * Where model.onnx is written: the exported float32 graph with its preprocessing.
   * Inputs: one per model input, named as it is, shape [N, 1]: number and boolean as double (NaN is missing,
   * true is 1), text as string ("" is missing). Outputs: `probability` float [N, 1] (binary) or [N, K]
   * (multiclass), or `value` float [N, 1] (regression); beside it `encoded` [N, D], `hidden_1` … `hidden_H`
   * (after ReLU) and `logit` [N, 1 or K] (before temperature and sigmoid/softmax).
   * Initialisers: `layer_1.weight` [in, out], `layer_1.bias` [out], … the last layer being `layer_{H+1}`, and
   * `temperature` (scalar float, 1 as trained; not for regression).
   */
  readonly directory: string;
}

export interface Trained {
  readonly flow: Flow;
  readonly note: string;
  /** Epoch 0: what the random weights answer. */
  readonly beforeTraining: EpochReport;
  readonly epochs: readonly EpochReport[];
  /** The epoch with the lowest validation loss: its weights are exported. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly inputs: readonly EncodedInput[];
  /** Multiclass: the labels in the order of the outputs; otherwise empty. */
  readonly classes: readonly string[];
  /** Widths from encoded input to output, e.g. [14, 32, 16, 1]. */
  readonly widths: readonly number[];
  readonly parameters: number;
}

/**
 * Trains the network and exports it; the same data, definition and seed give the same bytes. TRAINING_DIVERGED where
 * the loss does, CANCELLED where the signal aborts. Warns of classes that only validation rows have.
 */
export async function train(input: TrainInput, context: StageContext): Promise<Trained> {
  const { engine, signal } = context;
  throwIfCancelled(signal, "train");
  const interrupt = () => engine.connection.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await fitAndTrain(input, context);
  } catch (cause) {
    throwIfCancelled(signal, "train", cause);
    throw cause;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

async function fitAndTrain(input: TrainInput, context: StageContext): Promise<Trained> {
  const { definition, directory } = input;
  const { engine, signal } = context;
  const { task } = definition.events.label;
  const table = parquetTable(input.train);
  const { inputs, emptyColumns } = await fitPreprocessing(engine, { definition, table });
  const labels = await labelClasses(engine, definition, input.train);
  const classes = task === "multiclass" ? labels.names : [];
  if (task === "multiclass") await warnOfUnseen(context, input.validation, classes);
  const target = task === "regression" ? await fitTarget(engine, table) : { mean: 0, scale: 1 };
  const widths = [encodedWidth(inputs), ...definition.model.hidden, Math.max(1, classes.length)];
  const { weightDecay, l2, clipGradient } = definition.model;
  const random = seededRandom(definition.seed);
  const graph = {
    ...{ task, widths, ...layoutOf(inputs), classWeights: labels.weights, l2, weightDecay, clipGradient },
    dropoutPatterns: dropoutPatterns(definition.model, random),
  };
  const initial = initialParameters(widths, {
    seed: definition.seed,
    activeInputs: activeInputs(inputs),
    emptyColumns,
  });
  const paths = [input.train, input.validation];
  await using reader = await openRowReader(engine, { definition, inputs, classes, target, paths });
  await using learner = openRemoteLearner({ graph, initial }, signal);
  const lossUnit = target.scale ** 2;
  const trained = await trainEpochs(
    { definition, files: input, reader, learner, random, widths, lossUnit },
    context,
  );
  const layers = layersOf(widths, trained.parameters);
  const model = buildInferenceGraph({ inputs, layers, task, classes, target });
  await writeFileWhole(join(directory, "model.onnx"), model);
  const { rows, beforeTraining, epochs, bestEpoch, stoppedEarly } = trained;
  const columnsIn = definition.inputs.length;
  return {
    flow: { rowsIn: rows, columnsIn, rowsOut: rows, columnsOut: columnsIn },
    note: describe(widths, trained),
    ...{ beforeTraining, epochs, bestEpoch, stoppedEarly },
    ...{ inputs, classes, widths, parameters: initial.length },
  };
}

async function warnOfUnseen(
  { engine, emit }: StageContext,
  validation: string,
  classes: readonly string[],
): Promise<void> {
  const [found] = await engine.all(`SELECT count(*) AS n, count(DISTINCT _aw_label) AS classes
    FROM ${parquetTable(validation)} WHERE _aw_label NOT IN (${classes.map(quoteText).join(", ")})`);
  if (Number(found?.n) === 0) return;
  const message = `${formatCount(Number(found?.n))} validation rows have ${formatCount(Number(found?.classes))} classes that no training row has: the network cannot answer them, each counts as wrong and with a loss of ${negativeLog(0).toFixed(1)}`;
  emit({ kind: "warning", stage: "train", message });
}

function describe(
  widths: readonly number[],
  { beforeTraining, epochs, bestEpoch, stoppedEarly }: TrainedEpochs,
): string {
  const [from, to] = [beforeTraining, epochs.at(-1)].map((epoch) => lossText(epoch?.trainLoss ?? Number.NaN));
  const fell = `loss ${from} → ${to} in ${countOf(epochs.length, "epoch")}`;
  const kept = bestEpoch === epochs.length ? "" : `; epoch ${bestEpoch} kept`;
  const stop = stoppedEarly ? `; stopped early${kept}` : kept;
  return `${widths.join("–")} network: ${fell}${stop}`;
}

/** `0.447`; that of a number as large as the label's squares `72,400,000`. */
function lossText(loss: number): string {
  return loss < 100 ? loss.toFixed(3) : formatSignificant(loss);
}
