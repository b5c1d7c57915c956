/** The monitors' job of one process: rounds under the lease, and the messages about what they find. */
import type { Definition } from "../core/definition/index.ts";
import { openStore } from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { type NotifierOptions, sendDueNotices, startNotifier } from "../stages/8-monitor/index.ts";
import { type WatchOptions, watchMonitors } from "./watch-monitors.ts";

/** Plain data: it may go to a thread. */
export interface MonitorJob {
  readonly definition: Definition;
  readonly projectDirectory: string;
  /** The path or postgres:// address of the store with the event log. */
  readonly log: string;
}

/** Does the job until it is stopped; with `once`, one round and what is due to be told then. STORE_UNUSABLE. */
export async function runMonitorJob(job: MonitorJob, options: WatchOptions): Promise<void> {
  const { definition, projectDirectory } = job;
  const workspace = workspaceOf(projectDirectory);
  await using store = await openStore(workspace.storePath);
  await using log = await openStore(job.log);
  const input = { definition, workspace, store, log };
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
