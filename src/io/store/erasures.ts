/** That an entity was erased, kept without saying who: only who knows the name can find it again. */
import { createHash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { addAudit } from "./add-audit.ts";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

/** What learned from the entity and could not be made to forget it. */
export interface ErasureMarks {
  readonly model: string;
  /** Keys of snapshots that hold the entity. */
  readonly snapshots: readonly string[];
  /** Versions that were trained on the entity or measured with it. */
  readonly versions: readonly number[];
  /** Versions of which nobody can tell: the rows that they learned from are gone. */
  readonly unknown: readonly number[];
}

export interface Erasure {
  /** Epoch milliseconds. */
  readonly at: number;
  /** How many rows of each kind went. */
  readonly counts: Readonly<Record<string, number>>;
  readonly marks: ErasureMarks;
}

interface ErasureDetails extends Omit<Erasure, "at"> {
  readonly salt: string;
}

const action = "entity erased";

export interface ErasureRecord extends Erasure {
  readonly entity: string;
}

/** Writes the record, with the transaction that erases. */
export async function recordErasure(
  tx: Kysely<StoreSchema>,
  { entity, at, counts, marks }: ErasureRecord,
): Promise<void> {
  const salt = randomBytes(16).toString("hex");
  const details: ErasureDetails = { salt, counts, marks };
  await addAudit(tx, { action, subject: saltedHash(salt, entity), now: at, details });
}

/** The erasures that the store knows of, a page at a time, in no order. */
export async function* erasurePages(store: Store): AsyncGenerator<readonly Erasure[]> {
  for await (const page of pages(store))
    yield page.map(({ at, details: { counts, marks } }) => ({ at, counts, marks }));
}

/** How many entities that were erased each version of the model had learned from; of versions that learned from none nothing. */
export async function countErasedIn(store: Store, model: string): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  for await (const page of erasurePages(store))
    for (const { marks } of page)
      for (const version of marks.model === model ? new Set(marks.versions) : [])
        counts.set(version, (counts.get(version) ?? 0) + 1);
  return counts;
}

/** Whether the snapshot holds somebody who was erased. */
export async function isErasedIn(store: Store, snapshot: string): Promise<boolean> {
  for await (const page of erasurePages(store))
    if (page.some(({ marks }) => marks.snapshots.includes(snapshot))) return true;
  return false;
}

/** Whether and when `entity` was erased, for the last time; null where it was not. */
export async function wasErased(store: Store, entity: string): Promise<Erasure | null> {
  let last: Erasure | null = null;
  for await (const page of pages(store))
    for (const { at, subject, details } of page)
      if (subject === saltedHash(details.salt, entity) && (last === null || at > last.at))
        last = { at, counts: details.counts, marks: details.marks };
  return last;
}

const rowsAtOnce = 500;

/** By their keys, which have an index whatever else the audit holds. */
async function* pages({ db }: Store) {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("audit")
      .select(["id", "at", "subject", "details"])
      .where("action", "=", action)
      .where("id", ">", after)
      .orderBy("id")
      .limit(rowsAtOnce)
      .execute();
    yield rows.map(({ at, subject, details }) => ({
      at: Number(at),
      subject,
      details: JSON.parse(details) as ErasureDetails,
    }));
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.id ?? after;
  }
}

function saltedHash(salt: string, entity: string): string {
  return createHash("sha256").update(`${salt}\0${entity}`).digest("hex");
}
