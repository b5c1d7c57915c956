/**
 * Tells people that a rollout was rolled back, through the outbox of the alerts: it stands as firing for a day, or until
 * the next rollout begins. The registry and the outbox may be two stores: what is queued twice is told once, by its id.
 */
import type { Notice } from "../core/notify/index.ts";
import type { Rollout } from "../core/rollout/index.ts";
import { enqueueNotice, listRollouts, markTold, type Store, untoldRollbacks } from "../io/store/index.ts";

export interface TellRollbacksInput {
  /** With the registry. */
  readonly store: Store;
  /** With the outbox. */
  readonly log: Store;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const dayMs = 86_400_000;
/** Of rollouts that ended earlier, nothing is left to tell. */
const recentMs = 8 * dayMs;

/** Queues what nobody was told yet. */
export async function tellRollbacks({ store, log, model, now }: TellRollbacksInput): Promise<void> {
  for (const rollout of await untoldRollbacks(store, model)) {
    await queue(log, noticeOf(rollout, "firing", rollout.endedAt ?? now), now);
    await markTold(store, rollout, now);
  }
  const [newest, ...others] = await listRollouts(store, model, { limit: 20 });
  for (const rollout of newest === undefined ? [] : [newest, ...others]) {
    const endedAt = rollout.endedAt ?? now;
    const isOver = rollout !== newest || now - endedAt >= dayMs;
    if (rollout.state !== "rolledBack" || !isOver || now - endedAt >= recentMs) continue;
    await queue(log, noticeOf(rollout, "resolved", now), now);
  }
}

async function queue({ db }: Store, notice: Notice, now: number): Promise<void> {
  await db.transaction().execute((tx) => enqueueNotice(tx, notice, { now }));
}

function noticeOf(
  { id, model, version, endedAt, startedAt, reason }: Rollout,
  state: "firing" | "resolved",
  at: number,
): Notice {
  const since = endedAt ?? at;
  return {
    id: `rollout ${id} ${state}`,
    alertId: `rollout ${id}`,
    model,
    monitor: "rollout",
    subject: `version ${version} rolled back`,
    severity: "page",
    state,
    ...{ at, since, value: null, bound: null, direction: null, unit: null, count: null },
    window: { from: startedAt, to: since },
    runbook: null,
    who: null,
    note: reason,
  };
}
