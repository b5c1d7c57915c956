/** What one run works with: store, workspace, clock, and the engine, which opens only when a stage must really run. */
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import type { Flow, RunEvent, StageName, StageSummary } from "../core/progress.ts";
import { type Engine, openEngine } from "../io/engine.ts";
import { recordStage, type Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { releaseSources } from "../stages/1-collect/index.ts";
import type { RunScope, StageContext } from "../stages/context.ts";
import { keepRejected } from "./keep-rejected.ts";
import { readSnapshot, type Snapshot, type Warning, writeSnapshot } from "./snapshot.ts";
import { stageKey } from "./stage-key.ts";

export interface WorkbenchOptions {
  readonly definition: Definition;
  readonly projectDirectory: string;
  readonly workspace: Workspace;
  readonly store: Store;
  readonly run: string;
  readonly onEvent: (event: RunEvent) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What every stage returns besides its own. */
export interface StageResult {
  readonly flow: Flow;
  readonly note: string;
}

/** A finished stage: what it returned, and where its files are. */
export interface Done<T> {
  readonly key: string;
  readonly directory: string;
  readonly result: T;
  readonly reused: boolean;
}

export class Workbench implements AsyncDisposable, RunScope {
  readonly options: WorkbenchOptions;
  /** Aborted with the one that was given, and this run's alone. */
  readonly signal: AbortSignal;
  readonly summaries: StageSummary[] = [];
  readonly warnings: Warning[] = [];
  #engine: Promise<Engine> | undefined;
  /** What was made beforehand, with the milliseconds that it took. */
  readonly #prepared = new Map<string, number>();

  constructor(options: WorkbenchOptions) {
    this.options = options;
    this.signal = AbortSignal.any([options.signal]);
  }

  /** Runs a stage, or takes the result that stands under its key. */
  async stage<T extends StageResult>(
    stage: StageName,
    inputs: readonly string[],
    work: Work<T>,
  ): Promise<Done<T>> {
    const key = stageKey(stage, this.options.definition, inputs);
    const directory = this.options.workspace.snapshot(key);
    const find = async () => {
      const snapshot = await readSnapshot<T>(directory, key);
      snapshot?.warnings.forEach((warning) => void this.#emit(warning));
      return snapshot;
    };
    const make = () => this.#make({ stage, key, work }, (event) => this.#emit(event));
    return { ...(await this.step(stage, key, { find, make })), directory };
  }

  /** A stage's result beforehand, without a line of its own: where the run comes to the stage, it was this run's work. */
  async prepare<T extends StageResult>(
    stage: StageName,
    inputs: readonly string[],
    work: Work<T>,
  ): Promise<Omit<Done<T>, "reused">> {
    this.#throwIfCancelled();
    const key = stageKey(stage, this.options.definition, inputs);
    const directory = this.options.workspace.snapshot(key);
    const found = await readSnapshot<T>(directory, key);
    if (found !== null) return { key, directory, result: found.result };
    const start = performance.now();
    const { result } = await this.#cancellable(() => this.#make({ stage, key, work }, () => {}));
    this.#prepared.set(key, performance.now() - start);
    return { key, directory, result };
  }

  async #make<T>({ stage, key, work }: Making<T>, emit: (event: RunEvent) => void): Promise<Snapshot<T>> {
    const { workspace, run } = this.options;
    return await writeSnapshot<T>(workspace.snapshot(key), { stage, key }, async (aside) => {
      const warnings: Warning[] = [];
      const heard = (event: RunEvent) => {
        if (event.kind === "warning") warnings.push(event);
        emit(event);
      };
      const context = { ...(await this.context()), emit: heard };
      const result = await work(aside, context).catch(async (cause: unknown) => {
        throw await keepRejected(cause, { from: aside, to: workspace.rejected(run, stage) });
      });
      return { result, warnings };
    });
  }

  /** One line of the run's table: `find` what stands, else `make` it; timed, told, recorded. */
  async step<T extends StageResult>(
    stage: StageName,
    key: string,
    { find, make }: Step<T>,
  ): Promise<Omit<Done<T>, "directory">> {
    const { store, run } = this.options;
    this.#throwIfCancelled();
    this.#emit({ kind: "stageStarted", stage });
    const start = performance.now();
    const found = await find();
    const { result } = found ?? (await this.#cancellable(make));
    const summary: StageSummary = {
      stage,
      ...result.flow,
      durationMs: performance.now() - start + (this.#prepared.get(key) ?? 0),
      reused: found !== null && !this.#prepared.has(key),
      note: result.note,
    };
    await recordStage(store, run, { position: this.summaries.length + 1, key, summary });
    this.summaries.push(summary);
    this.#emit({ kind: "stageFinished", summary });
    return { key, result, reused: summary.reused };
  }

  /** The effects that a stage gets; opens the engine. */
  async context(): Promise<StageContext> {
    const { signal } = this;
    const { now } = this.options;
    this.#engine ??= this.#openEngine();
    const engine = await this.#engine;
    return { engine, now, signal, emit: (event) => this.#emit(event) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await releaseSources(this);
    const engine = await this.#engine?.catch(() => null); // one that did not open has told so already
    engine?.[Symbol.dispose]();
  }

  async #openEngine(): Promise<Engine> {
    const { workspace } = this.options;
    const engine = await openEngine({ temporaryDirectory: workspace.spill });
    this.signal.addEventListener("abort", () => engine.connection.interrupt(), { once: true });
    return engine;
  }

  #emit(event: RunEvent): void {
    if (event.kind === "warning") this.warnings.push(event);
    this.options.onEvent(event);
  }

  /** A stage that fails after the signal fails because of it: a query that was interrupted, for one. */
  async #cancellable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      this.#throwIfCancelled(cause);
      throw cause;
    }
  }

  #throwIfCancelled(cause?: unknown): void {
    if (!this.signal.aborted) return;
    throw new AirworthyError("CANCELLED", "The run was cancelled; what had finished is kept.", { cause });
  }
}

interface Step<T> {
  readonly find: () => Promise<Pick<Snapshot<T>, "result"> | null>;
  readonly make: () => Promise<Pick<Snapshot<T>, "result">>;
}

type Work<T> = (directory: string, context: StageContext) => Promise<T>;

interface Making<T> {
  readonly stage: StageName;
  readonly key: string;
  readonly work: Work<T>;
}
