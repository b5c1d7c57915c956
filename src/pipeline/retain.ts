/** Retention: what is older than the config keeps it goes, table by table, while servers go on. */
import { type RetentionDefinition, resolveRetention } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { openEventLog } from "../io/event-log/index.ts";
import {
  countUnlearned,
  planCut,
  recordRetained,
  retainAlerts,
  retainAudit,
  retainEvents,
  retainFeedback,
  retainNotifications,
  retainPredictions,
  retentionState,
  type WalkOptions,
} from "../io/store/index.ts";
import { coverEntities } from "../stages/7-serve/index.ts";
import { lastingPlans } from "./lasting-plans.ts";
import { loggedPackage } from "./logged-package.ts";
import type { MonitorInput } from "./monitor-round.ts";

export interface RetainInput extends MonitorInput {
  /** The path or postgres:// address of `log`. */
  readonly place: string;
}

export interface RetainOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds; Date.now unless told. */
  readonly now?: () => number;
  /** Says what would go, and changes nothing. */
  readonly isDryRun?: boolean;
  /** Rows that are looked at in one transaction; 2,000 unless told. */
  readonly step?: number;
}

export type RetainedTable = "events" | "predictions" | "feedback" | "notifications" | "alerts" | "audit";

export interface RetainedRows {
  readonly table: RetainedTable;
  /** Milliseconds; null: forever. */
  readonly keptMs: number | null;
  /** Rows that went, or would go. */
  readonly rows: number;
  /** What keeps older rows from going; null where nothing does. */
  readonly heldBack: string | null;
}

export interface Retained {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly isDryRun: boolean;
  readonly tables: readonly RetainedRows[];
}

interface Scene extends RetainInput {
  readonly retention: RetentionDefinition;
  readonly options: WalkOptions;
  /** Epoch milliseconds. */
  readonly now: number;
}

type Found = Pick<RetainedRows, "rows" | "heldBack">;
/** What goes of a table that is kept from `before` on, epoch milliseconds. */
type Retention = (scene: Scene, before: number) => Promise<Found>;

/** In this order: a label goes after what it is about. */
const tables: Readonly<Record<RetainedTable, Retention>> = {
  events: oldEvents,
  predictions: oldPredictions,
  feedback: async ({ log, options }, before) => free(await retainFeedback(log, { ...options, before })),
  notifications: async ({ log, definition, options }, before) =>
    free(await retainNotifications(log, { ...options, model: definition.name, before })),
  alerts: async ({ log, definition, options }, before) =>
    free(await retainAlerts(log, { ...options, model: definition.name, before })),
  async audit({ log, store, options }, before) {
    const rows = await retainAudit(log, { ...options, before });
    return free(log === store ? rows : rows + (await retainAudit(store, { ...options, before })));
  },
};

const keptOf: Readonly<Record<RetainedTable, (retention: RetentionDefinition) => number | null>> = {
  events: ({ eventsMs }) => eventsMs,
  predictions: ({ predictionsMs }) => predictionsMs,
  feedback: ({ feedbackMs }) => feedbackMs,
  notifications: ({ notificationsMs }) => notificationsMs,
  alerts: ({ alertsMs }) => alertsMs,
  audit: ({ auditMs }) => auditMs,
};

const free = (rows: number): Found => ({ rows, heldBack: null });

/** Does it once; CANCELLED where it is stopped: what went is gone, and the next one goes on. STORE_UNUSABLE. */
export async function retain(input: RetainInput, options: RetainOptions): Promise<Retained> {
  const { signal, now = Date.now, isDryRun = false, step } = options;
  const at = now();
  const retention = input.definition.retention ?? resolveRetention();
  const scene = { ...input, retention, now: at, options: { signal, isDryRun, step } };
  const found: RetainedRows[] = [];
  try {
    for (const table of Object.keys(tables) as RetainedTable[]) {
      const keptMs = keptOf[table](retention);
      const went = keptMs === null ? free(0) : await tables[table](scene, at - keptMs);
      found.push({ table, keptMs, ...went });
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new AirworthyError("CANCELLED", "Retention was stopped on request.", { cause });
  }
  if (!isDryRun) await recordRetained(input.log, { at, done: found });
  return { at, isDryRun, tables: found };
}

/** Events that no feature looks back to, and that were learned from. */
async function oldEvents(scene: Scene, before: number): Promise<Found> {
  const { log, place, options, retention } = scene;
  const learnedSeq = retention.unlearned === "remove" ? null : (await retentionState(log)).learnedSeq;
  const waiting = learnedSeq === null ? 0 : await countUnlearned(log, { ...options, before, learnedSeq });
  const plans = await lastingPlans(scene);
  await using events = plans.length === 0 || options.isDryRun ? null : await openEventLog(place);
  const rows = await retainEvents(log, {
    ...{ ...options, before, learnedSeq, plans: plans.map(({ name }) => name) },
    async cover(entities) {
      if (events === null) return;
      for (const plan of plans) await coverEntities({ ...plan, log: events, entities });
    },
  });
  if (waiting === 0) return free(rows);
  return { rows, heldBack: `${waiting} wait for a retraining to read them (retention.unlearned)` };
}

/** Whole days of predictions, once they are counted. */
async function oldPredictions({ log, workspace, options }: Scene, before: number): Promise<Found> {
  const { from, heldBack } = await planCut(log, {
    before,
    async isGivenUp(model, version) {
      try {
        await loggedPackage(workspace, { model, version });
        return false;
      } catch (cause) {
        if (cause instanceof AirworthyError) return true; // nobody can make its windows any more
        throw cause;
      }
    },
  });
  return { rows: await retainPredictions(log, { ...options, from }), heldBack };
}
