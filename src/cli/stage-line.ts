/** One stage in the list: remembers what it was told until the list comes to it. */
import type { RunEvent, StageSummary } from "../core/progress.ts";
import { formatCount, formatDuration, formatNumber, formatShape } from "./render/format.ts";

/** The part of a listr task that a line writes to. */
export interface LineTask {
  title: string;
  output: string;
  skip(message?: string): void;
}

type Outcome = "done" | "failed" | "skipped";

export class StageLine {
  #task: LineTask | undefined;
  #summary: StageSummary | undefined;
  readonly #settled = Promise.withResolvers<Outcome>();
  readonly #everyMs: number;
  #toldAt = performance.now();

  /** `everyMs`: how often to show rows as they pass; epochs and warnings are always shown. */
  constructor({ everyMs }: { readonly everyMs: number }) {
    this.#everyMs = everyMs;
  }

  /** Shows the line until its stage ends; throws where the stage failed. */
  async show(task: LineTask): Promise<void> {
    this.#task = task;
    this.#toldAt = performance.now();
    const outcome = await this.#settled.promise;
    if (outcome === "failed") throw new Error(`${task.title} failed`);
    if (outcome === "skipped") task.skip(`${task.title}: not reached, a gate failed`);
    else if (this.#summary !== undefined) task.title = finishedTitle(this.#summary);
  }

  tell(event: RunEvent): void {
    if (event.kind === "stageFinished") {
      this.#summary = event.summary;
      this.#settled.resolve("done");
    } else if (this.#task !== undefined && this.#isDue(event)) {
      const output = outputOf(event);
      if (output === null) return;
      this.#task.output = output;
      this.#toldAt = performance.now();
    }
  }

  /** Rows are told when the line has been silent for long enough. */
  #isDue({ kind }: RunEvent): boolean {
    return kind !== "stageProgress" || performance.now() - this.#toldAt >= this.#everyMs;
  }

  fail(): void {
    this.#settled.resolve("failed");
  }

  skip(): void {
    this.#settled.resolve("skipped");
  }
}

function finishedTitle({ stage, rowsOut, columnsOut, durationMs, reused }: StageSummary): string {
  const time = reused ? "reused" : formatDuration(durationMs);
  return `${stage}  ${formatShape(rowsOut, columnsOut)}  ${time}`;
}

function outputOf(event: RunEvent): string | null {
  if (event.kind === "stageProgress") {
    const total = event.total === null ? "" : ` of ${formatCount(event.total)}`;
    return `${formatCount(event.done)}${total} ${event.unit}`;
  }
  if (event.kind === "epochFinished") {
    const { epoch, trainLoss, validationLoss } = event.report;
    const losses = `loss ${formatNumber(trainLoss)}, validation ${formatNumber(validationLoss)}`;
    return `epoch ${epoch} of ${event.epochs}: ${losses}`;
  }
  return event.kind === "warning" ? event.message : null;
}
