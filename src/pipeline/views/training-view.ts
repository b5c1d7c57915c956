/** Whether a run learned: its epochs and what was trained; of one that is at work, or that never ended, as far as it came. */
import type { Task } from "../../core/metric.ts";
import type { EpochReport, StageName } from "../../core/progress.ts";
import { type FoundRun, type JournalEntry, journalOf, journalPlace } from "../../io/store/index.ts";
import type { Split, Trained } from "../../stages/4-train/index.ts";
import type { RunResult } from "../run-result.ts";
import { readSnapshot } from "../snapshot.ts";
import { openRunRecord, type RunHead } from "./run-head.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface TrainingView {
  readonly run: RunHead;
  /** What runs told up to here is in it; what comes after is told by the stream of runs. */
  readonly place: number;
  /** What the run is at; null where it is at work no more. */
  readonly stage: StageName | null;
  readonly task: Task;
  /** What a loss is: log loss in nats, or the mean squared error in the label's own unit squared. */
  readonly loss: "log loss" | "squared error";
  /** Epoch 0: what the random weights answered; null where training has not ended. */
  readonly beforeTraining: EpochReport | null;
  readonly epochs: readonly EpochReport[];
  /** As many as the definition asks for. */
  readonly plannedEpochs: number;
  /** The epoch with the lowest validation loss: its weights are exported. Null before the first. */
  readonly bestEpoch: number | null;
  readonly stoppedEarly: boolean;
  /** Widths from encoded input to output; empty where the run did not come that far. */
  readonly widths: readonly number[];
  readonly parameters: number | null;
  readonly batchSize: number;
  readonly trainRows: number | null;
  readonly validationRows: number | null;
}

/** The training of the run that `name` means; NOT_FOUND. */
export async function trainingView(
  { store, workspace }: Pick<ViewedProject, "store" | "workspace">,
  name: string,
): Promise<TrainingView> {
  const place = await journalPlace(store); // before the rest, so that nothing between is missed
  const { head, found, result } = await openRunRecord(store, name);
  const told = result === null ? await journalOf(store, head.id) : [];
  const finished = result ?? (await finishedStages(found, workspace));
  const { training, split } = finished;
  const { events, model } = found.definition;
  const { task } = events.label;
  const epochs = finished.epochs ?? told.flatMap(epochOf);
  return {
    run: head,
    place,
    stage: head.status === "running" ? stageAtWork(told) : null,
    task,
    loss: task === "regression" ? "squared error" : "log loss",
    beforeTraining: training?.beforeTraining ?? null,
    epochs,
    plannedEpochs: model.epochs,
    bestEpoch: training?.bestEpoch ?? lowestOf(epochs),
    stoppedEarly: training?.stoppedEarly ?? false,
    widths: training?.widths ?? [],
    parameters: training?.parameters ?? null,
    batchSize: model.batchSize,
    trainRows: split?.trainRows ?? null,
    validationRows: split?.validationRows ?? null,
  };
}

/** The parts of a run's document that its stages have left, each null where it did not come that far. */
type FinishedStages = { readonly [Name in "training" | "epochs" | "split"]: RunResult[Name] | null };

/** What the stages of a run without its document left under their keys. */
async function finishedStages(
  { keys }: FoundRun,
  workspace: ViewedProject["workspace"],
): Promise<FinishedStages> {
  const resultOf = async <T>(key: string | undefined) =>
    key === undefined ? null : ((await readSnapshot<T>(workspace.snapshot(key), key))?.result ?? null);
  const trained = await resultOf<Trained>(keys.train);
  return { training: trained, epochs: trained?.epochs ?? null, split: await resultOf<Split>(keys.split) };
}

function epochOf({ event }: JournalEntry): EpochReport[] {
  return event.kind === "epochFinished" ? [event.report] : [];
}

function stageAtWork(told: readonly JournalEntry[]): StageName | null {
  const last = told.findLast(({ event: { kind } }) => kind === "stageStarted" || kind === "stageFinished");
  return last?.event.kind === "stageStarted" ? last.event.stage : null;
}

function lowestOf(epochs: readonly EpochReport[]): number | null {
  const [first, ...others] = epochs;
  if (first === undefined) return null;
  return others.reduce((best, one) => (one.validationLoss < best.validationLoss ? one : best), first).epoch;
}
