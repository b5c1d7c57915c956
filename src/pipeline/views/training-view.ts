/** Whether a run learned: its epochs and what was trained. */
import type { Task } from "../../core/metric.ts";
import type { EpochReport } from "../../core/progress.ts";
import type { Store } from "../../io/store/index.ts";
import { openRunRecord, type RunHead } from "./run-head.ts";

export interface TrainingView {
  readonly run: RunHead;
  readonly task: Task;
  /** What a loss is: log loss in nats, or the mean squared error in the label's own unit squared. */
  readonly loss: "log loss" | "squared error";
  readonly epochs: readonly EpochReport[];
  /** As many as the definition asks for. */
  readonly plannedEpochs: number;
  /** Its weights are exported; null where the run did not come that far. */
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
export async function trainingView(store: Store, name: string): Promise<TrainingView> {
  const { head, found, result } = await openRunRecord(store, name);
  const { events, model } = found.definition;
  const { task } = events.label;
  return {
    run: head,
    task,
    loss: task === "regression" ? "squared error" : "log loss",
    epochs: result?.epochs ?? [],
    plannedEpochs: model.epochs,
    bestEpoch: result?.training.bestEpoch ?? null,
    stoppedEarly: result?.training.stoppedEarly ?? false,
    widths: result?.training.widths ?? [],
    parameters: result?.training.parameters ?? null,
    batchSize: model.batchSize,
    trainRows: result?.split.trainRows ?? null,
    validationRows: result?.split.validationRows ?? null,
  };
}
