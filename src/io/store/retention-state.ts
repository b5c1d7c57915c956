/** How far the log was cut by age, and how far it was learned from. */
import type { Kysely } from "kysely";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

export interface RetentionState {
  /** Epoch milliseconds: predictions that were had before it are gone, or going. */
  readonly predictionsFrom: number;
  /** A raw snapshot holds every event up to this place. */
  readonly learnedSeq: number;
  /** The key of that snapshot. */
  readonly learnedKey: string | null;
  /** When the job was done last, epoch milliseconds; null where it never was. */
  readonly doneAt: number | null;
}

export async function retentionState({ db }: Pick<Store, "db">): Promise<RetentionState> {
  const row = await db.selectFrom("log_retention").selectAll().executeTakeFirstOrThrow();
  return {
    predictionsFrom: row.predictions_from,
    learnedSeq: row.learned_seq,
    learnedKey: row.learned_key,
    doneAt: row.done_at,
  };
}

/** Keeps that the raw snapshot under `key` holds every event of the log up to `seq`. */
export async function recordLearned(
  { db }: Store,
  { seq, key }: { readonly seq: number; readonly key: string },
): Promise<void> {
  await db
    .transaction()
    .execute((tx) => tx.updateTable("log_retention").set({ learned_seq: seq, learned_key: key }).execute());
}

/** Keeps that the job was done, and what it did. */
export async function recordRetained(
  { db }: Store,
  { at, done }: { readonly at: number; readonly done: object },
): Promise<void> {
  await db.transaction().execute((tx) =>
    tx
      .updateTable("log_retention")
      .set({ done_at: at, done: JSON.stringify(done) })
      .execute(),
  );
}

/** From when on predictions may still be there; windows that begin earlier are never made of the log again. */
export async function predictionsFrom(tx: Kysely<StoreSchema>): Promise<number> {
  const row = await tx.selectFrom("log_retention").select("predictions_from").executeTakeFirstOrThrow();
  return row.predictions_from;
}
