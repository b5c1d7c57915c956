/** The monitors' job of one process: rounds under the lease, the messages about what they find, and retraining where it is due. */
import type { Definition } from "../core/definition/index.ts";
import { openStore } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { type NotifierOptions, sendDueNotices, startNotifier } from "../stages/8-monitor/index.ts";
import type { MonitorInput } from "./monitor-round.ts";
import type { Retrained } from "./retrain.ts";
import { type RetrainWhenDueInput, retrainWhenDue } from "./retrain-when-due.ts";
import { type WatchOptions, watchMonitors } from "./watch-monitors.ts";

/** Plain data: it goes to another process. */
export interface MonitorJob {
  readonly definition: Definition;
  readonly projectDirectory: string;
  /** The path or postgres:// address of the store with the event log. */
  readonly log: string;
}

export interface MonitorJobOptions extends WatchOptions {
  readonly onRetrained?: (retrained: Retrained) => void;
}

/** Does the job until it is stopped; with `once`, one round and what is due then. STORE_UNUSABLE. */
export async function runMonitorJob(job: MonitorJob, options: MonitorJobOptions): Promise<void> {
  const { definition, projectDirectory } = job;
  const workspace = workspaceOf(projectDirectory);
  await using store = await openStore(workspace.storePath);
  await using log = await openStore(job.log);
  const input = { definition, workspace, store, log };
  const retraining = new Retraining({ definition, projectDirectory, store, log }, options);
  try {
    await watchAndTell(input, {
      ...options,
      projectDirectory,
      onRound(round) {
        options.onRound?.(round);
        retraining.look();
      },
    });
  } finally {
    await retraining.ended();
  }
}

/** A challenger is trained while rounds go on, one at a time. */
class Retraining {
  readonly #input: RetrainWhenDueInput;
  readonly #options: MonitorJobOptions;
  #underWay: Promise<void> | null = null;

  constructor(input: RetrainWhenDueInput, options: MonitorJobOptions) {
    this.#input = input;
    this.#options = options;
  }

  /** Begins where it is due; what it comes to is told. */
  look(): void {
    this.#underWay ??= this.#retrain().finally(() => {
      this.#underWay = null;
    });
  }

  async ended(): Promise<void> {
    await this.#underWay;
  }

  async #retrain(): Promise<void> {
    const { signal, onRetrained = () => {}, onFailure = () => {} } = this.#options;
    try {
      const retrained = await retrainWhenDue(this.#input, { signal });
      if (retrained !== null) onRetrained(retrained);
    } catch (cause) {
      if (!signal.aborted) onFailure(cause);
    }
  }
}

interface TellOptions extends WatchOptions {
  readonly projectDirectory: string;
}

async function watchAndTell(input: MonitorInput, options: TellOptions): Promise<void> {
  const { definition, log } = input;
  const { projectDirectory } = options;
  const { notify } = definition;
  if (notify === undefined) return await watchMonitors(input, options);
  const notifying: NotifierOptions = {
    store: log,
    model: definition.name,
    notify,
    surroundings: { environment: process.env, now: Date.now, directory: projectDirectory },
    ...(options.onFailure === undefined ? {} : { onProblem: options.onFailure }),
  };
  if (options.once === true) {
    await watchMonitors(input, options);
    return await sendDueNotices(notifying);
  }
  const notifier = await startNotifier(notifying);
  try {
    await watchMonitors(input, options);
  } finally {
    await notifier.stop();
  }
}
