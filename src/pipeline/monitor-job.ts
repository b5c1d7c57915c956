/** The jobs of one process: the monitors' rounds, the messages about what they find, pulls of labels, retraining and retention where they are due. */
import type { Definition } from "../core/definition/index.ts";
import { openStore } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { type NotifierOptions, sendDueNotices, startNotifier } from "../stages/8-monitor/index.ts";
import type { MonitorInput } from "./monitor-round.ts";
import { pullWhenDue } from "./pull-labels.ts";
import type { Retained } from "./retain.ts";
import { retainWhenDue } from "./retain-when-due.ts";
import type { Retrained } from "./retrain.ts";
import { retrainWhenDue } from "./retrain-when-due.ts";
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
  /** What went because it was too old; told where anything did, or was held back. */
  readonly onRetained?: (retained: Retained) => void;
  /** A job beside the rounds failed, or a channel cannot tell anybody. */
  readonly onProblem?: (cause: unknown) => void;
  /** The rounds and their messages alone, or whatever is due; everything unless told. */
  readonly jobs?: "all" | "monitors";
}

/** Does the job until it is stopped; with `once`, one round and what is due then. STORE_UNUSABLE. */
export async function runMonitorJob(job: MonitorJob, options: MonitorJobOptions): Promise<void> {
  const { definition, projectDirectory } = job;
  const workspace = workspaceOf(projectDirectory);
  await using store = await openStore(workspace.storePath);
  await using log = await openStore(job.log);
  const input = { definition, workspace, store, log };
  const beside = options.jobs === "monitors" ? [] : jobsBeside(input, job, options);
  try {
    await watchAndTell(input, {
      ...options,
      projectDirectory,
      onRound(round) {
        options.onRound?.(round);
        for (const one of beside) one.look();
      },
    });
  } finally {
    await Promise.all(beside.map((one) => one.ended()));
  }
}

/** What goes on while rounds do: a challenger may be trained for hours. */
function jobsBeside(
  input: MonitorInput,
  { projectDirectory, log: place }: MonitorJob,
  { signal, onRetrained = () => {}, onRetained = () => {}, onProblem = () => {} }: MonitorJobOptions,
): readonly JobBeside[] {
  const attempt = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (cause) {
      if (!signal.aborted) onProblem(cause);
    }
  };
  return [
    new JobBeside(
      attempt(async () => void (await pullWhenDue({ ...input, projectDirectory, place }, { signal }))),
    ),
    new JobBeside(
      attempt(async () => {
        const retrained = await retrainWhenDue({ ...input, projectDirectory }, { signal });
        if (retrained !== null) onRetrained(retrained);
      }),
    ),
    new JobBeside(
      attempt(async () => {
        const retained = await retainWhenDue({ ...input, place }, { signal });
        if (retained?.tables.some(({ rows, heldBack }) => rows > 0 || heldBack !== null))
          onRetained(retained);
      }),
    ),
  ];
}

/** A job that is looked after each round, and is not begun again before it has ended. */
class JobBeside {
  readonly #work: () => Promise<void>;
  #underWay: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  look(): void {
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = null;
    });
  }

  async ended(): Promise<void> {
    await this.#underWay;
  }
}

interface TellOptions extends MonitorJobOptions {
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
    ...(options.onProblem === undefined ? {} : { onProblem: options.onProblem }),
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
