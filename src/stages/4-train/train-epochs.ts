/**
 * The epochs. Rows that fit into one chunk are read once; more are read chunk by chunk, in a new order each epoch and
 * shuffled within, so that memory stays bounded whatever the size of the data. Losses are measured after the epoch,
 * with its last weights and without dropout: on all rows where they fit into a chunk, otherwise on the chunk trained
 * last (before training: the first) and on the first chunk of the validation rows.
 */
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { formatCount } from "../../core/format.ts";
import type { EpochReport } from "../../core/progress.ts";
import type { Random } from "../../core/random.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { throwIfCancelled } from "../run-query.ts";
import { epochNote } from "./epoch-note.ts";
import type { Learner } from "./learner.ts";
import { learningRateAt } from "./learning-rate.ts";
import { parameterCount } from "./network.ts";
import { planSteps, rowValuesOf } from "./plan-epoch.ts";
import type { RowReader } from "./rows.ts";

export interface TrainEpochsInput {
  readonly definition: Definition;
  readonly files: { readonly train: string; readonly validation: string };
  readonly reader: RowReader;
  readonly learner: Learner;
  readonly random: Random;
  /** From encoded input to output. */
  readonly widths: readonly number[];
  /** What a loss of 1 is in the label's units. */
  readonly lossUnit: number;
  /** Memory of the rows that are held at a time; 192 MiB unless told. */
  readonly chunkBytes?: number;
}

export interface TrainedEpochs {
  readonly rows: number;
  /** Epoch 0: what the random weights answer. */
  readonly beforeTraining: EpochReport;
  readonly epochs: readonly EpochReport[];
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly parameters: Float32Array;
}

interface Chunk {
  readonly from: number;
  readonly to: number;
}

/** Where training stands; one epoch after the other carries it on. */
interface Course {
  readonly chunks: readonly Chunk[];
  readonly rows: number;
  steps: number;
  held: Chunk | null;
}

interface Best {
  readonly epoch: number;
  readonly loss: number;
  readonly parameters: Float32Array;
}

export async function trainEpochs(input: TrainEpochsInput, context: StageContext): Promise<TrainedEpochs> {
  const { definition, files, reader, learner, chunkBytes = 192 * 1024 * 1024 } = input;
  const { model } = definition;
  const chunkRows = Math.max(
    1,
    Math.floor(chunkBytes / (4 * (reader.denseColumns + reader.codeColumns + 1))),
  );
  const rows = await countRows(context, files.train);
  const validationRows = Math.min(chunkRows, await countRows(context, files.validation));
  await learner.hold("validation", await reader.read(files.validation, 0, validationRows));
  const course: Course = { chunks: cut(rows, chunkRows), rows, steps: 0, held: null };
  await hold(input, course, course.chunks[0]);
  const beforeTraining = await measure(input, []);
  const epochs: EpochReport[] = [];
  let best: Best = { epoch: 0, loss: Number.POSITIVE_INFINITY, parameters: new Float32Array() };
  let stoppedEarly = false;
  for (let epoch = 1; epoch <= model.epochs && !stoppedEarly; epoch++) {
    await trainEpoch(input, context, course, epoch);
    const report = await measure(input, [beforeTraining, ...epochs]);
    for (const loss of [report.trainLoss, report.validationLoss])
      if (!Number.isFinite(loss)) throw diverged(definition, epoch, course.steps, loss);
    epochs.push(report);
    context.emit({ kind: "epochFinished", report, epochs: model.epochs });
    if (report.validationLoss < best.loss) {
      best = { epoch, loss: report.validationLoss, parameters: await learner.parameters() };
    }
    stoppedEarly = model.earlyStopping !== null && epoch - best.epoch >= model.earlyStopping.patience;
  }
  const { epoch: bestEpoch, parameters } = best;
  return { rows, beforeTraining, epochs, bestEpoch, stoppedEarly, parameters };
}

/** Reads a chunk of the training rows, where it is not the one that is held. */
async function hold(
  { files, reader, learner }: TrainEpochsInput,
  course: Course,
  chunk: Chunk | undefined,
): Promise<void> {
  if (chunk === undefined || course.held === chunk) return;
  await learner.hold("train", await reader.read(files.train, chunk.from, chunk.to));
  course.held = chunk;
}

/** What the weights as they are answer, after the epochs `before`. */
async function measure(
  { definition: { model }, learner, lossUnit }: TrainEpochsInput,
  before: readonly EpochReport[],
): Promise<EpochReport> {
  const [train, validation] = [await learner.evaluate("train"), await learner.evaluate("validation")];
  const losses = { trainLoss: train.loss * lossUnit, validationLoss: validation.loss * lossUnit };
  const epoch = before.length;
  return {
    epoch,
    ...losses,
    trainAccuracy: train.accuracy,
    validationAccuracy: validation.accuracy,
    learningRate: epoch === 0 ? 0 : learningRateAt(model, epoch - 1),
    note: epochNote([...before, losses]),
  };
}

async function trainEpoch(
  input: TrainEpochsInput,
  context: StageContext,
  course: Course,
  epoch: number,
): Promise<void> {
  const { definition, reader, learner, random, widths } = input;
  const { model } = definition;
  const total = course.rows * model.epochs;
  let done = 0;
  for (const chunk of shuffled(course.chunks, random)) {
    throwIfCancelled(context.signal, "train");
    await hold(input, course, chunk);
    const rows = chunk.to - chunk.from;
    const epochsBefore = epoch - 1 + done / course.rows;
    const plan = {
      model,
      parameters: parameterCount(widths),
      rowValues: rowValuesOf(reader, widths.at(-1) ?? 1),
      rows,
      epochsBefore,
      epochShare: rows / course.rows,
      stepsBefore: course.steps,
      random,
    };
    for (const steps of planSteps(plan)) {
      const losses = await learner.step(steps);
      const wrong = losses.findIndex((loss) => !Number.isFinite(loss));
      if (wrong >= 0)
        throw diverged(definition, epoch, course.steps + wrong + 1, losses[wrong] ?? Number.NaN);
      course.steps += losses.length;
      done += steps.rows.length;
      context.emit({
        kind: "stageProgress",
        stage: "train",
        done: (epoch - 1) * course.rows + done,
        total,
        unit: "rows",
      });
    }
  }
}

function diverged({ model }: Definition, epoch: number, step: number, loss: number): AirworthyError {
  const clip = model.clipGradient === null ? ", clip the gradient (clipGradient: 1)" : "";
  return new AirworthyError(
    "TRAINING_DIVERGED",
    `Training diverged: the loss is ${loss} in epoch ${epoch}, step ${formatCount(step)}. Try a learning rate of ${model.learningRate / 10} in place of ${model.learningRate}${clip}, or look for extreme values in the label.`,
    { details: { epoch, step, learningRate: model.learningRate } },
  );
}

async function countRows({ engine }: StageContext, path: string): Promise<number> {
  const [counted] = await engine.all(`SELECT count(*) AS n FROM ${parquetTable(path)}`);
  return Number(counted?.n);
}

/** Chunks of equal size, none above `most` rows. */
function cut(rows: number, most: number): Chunk[] {
  const count = Math.ceil(rows / most);
  return Array.from({ length: count }, (_, index) => ({
    from: Math.floor((rows * index) / count),
    to: Math.floor((rows * (index + 1)) / count),
  }));
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const keyed = items.map((item) => ({ item, key: items.length > 1 ? random.next() : 0 }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
