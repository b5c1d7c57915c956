/** Rollouts: which challenger answers beside a champion, how far it has come, and all that was measured on its way. */
import { randomUUID } from "node:crypto";
import type { Kysely, Selectable, Transaction } from "kysely";
import { AirworthyError } from "../../core/error.ts";
import type {
  Rollout,
  RolloutCheck,
  RolloutEntry,
  RolloutPlace,
  RolloutState,
} from "../../core/rollout/index.ts";
import { addAudit } from "./add-audit.ts";
import type { Store } from "./open-store.ts";
import { addRolloutEntry } from "./rollout-history.ts";
import type { RolloutTable } from "./rollout-schema.ts";
import type { StoreSchema } from "./schema.ts";

export interface NewRollout
  extends RolloutPlace,
    Pick<Rollout, "model" | "version" | "champion" | "plan" | "by" | "reason"> {
  readonly now: number;
}

/** Begins a rollout; ROLLOUT_REFUSED where one of the model is running, however many begin one at once. */
export async function startRollout(store: Store, { now, ...given }: NewRollout): Promise<Rollout> {
  const { model, by: who, plan, ...place } = given;
  const row: RolloutTable = {
    ...{ id: randomUUID(), model, who, ...place, plan: JSON.stringify(plan), state: "running" },
    ...{ started_at: now, step_since: now, ended_at: null, told_at: null },
  };
  try {
    return await store.db.transaction().execute(async (tx) => {
      await refuseSecond(tx, model);
      await tx.insertInto("rollouts").values(row).execute();
      const rollout = rolloutOf(row);
      await addRolloutEntry(tx, rollout, { at: now, change: "started", checks: [] });
      const { id, version, champion, mode, share } = rollout;
      await addAudit(tx, {
        action: "rollout started",
        subject: model,
        now,
        details: { id, version, champion, mode, share, by: who },
      });
      return rollout;
    });
  } catch (cause) {
    await refuseSecond(store.db, model); // another was faster, and the index let only one of both in
    throw cause;
  }
}

async function refuseSecond(db: Kysely<StoreSchema>, model: string): Promise<void> {
  const running = await runningIn(db, model);
  if (running === null) return;
  throw new AirworthyError(
    "ROLLOUT_REFUSED",
    `Cannot begin a rollout of '${model}': version ${running.version} is on its way since ${new Date(running.startedAt).toISOString()}; wanted its end, or 'airworthy rollback'.`,
  );
}

/** The one that is running; null where none is. */
export async function runningRollout({ db }: Store, model: string): Promise<Rollout | null> {
  return await runningIn(db, model);
}

async function runningIn(db: Kysely<StoreSchema>, model: string): Promise<Rollout | null> {
  const row = await db
    .selectFrom("rollouts")
    .selectAll()
    .where("model", "=", model)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row === undefined ? null : rolloutOf(row);
}

/** Every rollout of the model, newest first; of many the newest `limit`. */
export async function listRollouts(
  { db }: Store,
  model: string,
  { limit = 100 }: { readonly limit?: number } = {},
): Promise<readonly Rollout[]> {
  const rows = await db
    .selectFrom("rollouts")
    .selectAll()
    .where("model", "=", model)
    .orderBy("started_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(rolloutOf);
}

export interface RolloutNote {
  readonly reason: string;
  readonly checks: readonly RolloutCheck[];
  readonly now: number;
}

/** Keeps what was found at a step that goes on; false where it is no longer at that step. */
export async function noteRollout({ db }: Store, rollout: Rollout, note: RolloutNote): Promise<boolean> {
  return await db
    .transaction()
    .execute(async (tx) => await change(tx, rollout, { ...note, change: "checked" }));
}

/** Goes to the next step; false where it is no longer at the step that was judged. */
export async function stepRollout(
  { db }: Store,
  rollout: Rollout,
  { place, ...note }: RolloutNote & { readonly place: RolloutPlace },
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const { now } = note;
    const isDone = await change(tx, rollout, { ...note, ...place, change: "stepped", step_since: now });
    if (isDone) await audit(tx, { ...rollout, ...place }, { ...note, action: "rollout stepped" });
    return isDone;
  });
}

export interface RolloutEnd extends RolloutNote {
  readonly state: Exclude<RolloutState, "running">;
}

/** Ends it; false where it has ended already, or has gone to another step since it was judged. */
export async function endRollout({ db }: Store, rollout: Rollout, end: RolloutEnd): Promise<boolean> {
  return await db.transaction().execute((tx) => endRolloutIn(tx, rollout, end));
}

/** {@link endRollout} with a transaction that changes something else, too. */
export async function endRolloutIn(
  tx: Transaction<StoreSchema>,
  rollout: Rollout,
  { state, ...note }: RolloutEnd,
): Promise<boolean> {
  const isDone = await change(tx, rollout, { ...note, change: state, state, ended_at: note.now });
  if (isDone) await audit(tx, rollout, { ...note, action: `rollout ${wordOf[state]}` });
  return isDone;
}

const wordOf = { promoted: "promoted", rolledBack: "rolled back", cancelled: "cancelled" } as const;

/** Rollouts that were rolled back and of which nobody was told yet. */
export async function untoldRollbacks({ db }: Store, model: string): Promise<readonly Rollout[]> {
  const rows = await db
    .selectFrom("rollouts")
    .selectAll()
    .where("model", "=", model)
    .where("state", "=", "rolledBack")
    .where("told_at", "is", null)
    .execute();
  return rows.map(rolloutOf);
}

export async function markTold({ db }: Store, { id }: Rollout, now: number): Promise<void> {
  await db
    .transaction()
    .execute((tx) => tx.updateTable("rollouts").set({ told_at: now }).where("id", "=", id).execute());
}

interface Change extends RolloutNote, Partial<RolloutPlace>, Partial<Pick<RolloutTable, "step_since">> {
  readonly change: RolloutEntry["change"];
  readonly state?: RolloutState;
  readonly ended_at?: number;
}

async function change(
  tx: Transaction<StoreSchema>,
  rollout: Rollout,
  { checks, now, change: kind, ...set }: Change,
): Promise<boolean> {
  const { id, step, mode } = rollout;
  const { numUpdatedRows } = await tx
    .updateTable("rollouts")
    .set(set)
    .where("id", "=", id)
    .where("state", "=", "running")
    .where("step", "=", step)
    .where("mode", "=", mode)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await addRolloutEntry(tx, { ...rollout, ...set }, { at: now, change: kind, checks });
  return true;
}

async function audit(
  tx: Transaction<StoreSchema>,
  { id, model, version, champion, mode, share }: Rollout,
  { action, reason, now }: RolloutNote & { readonly action: string },
): Promise<void> {
  const details = { id, version, champion, mode, share, reason };
  await addAudit(tx, { action, subject: model, now, details });
}

function rolloutOf(row: Selectable<RolloutTable>): Rollout {
  const { id, model, version, champion, mode, share, step, state, reason, who: by, plan } = row;
  return {
    ...{ id, model, version, champion, mode, share, step, state, reason, by },
    startedAt: row.started_at,
    stepSince: row.step_since,
    endedAt: row.ended_at,
    plan: JSON.parse(plan) as Rollout["plan"],
  };
}
