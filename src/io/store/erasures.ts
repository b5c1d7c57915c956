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

/** The erasures that the store knows of, oldest first. */
export async function listErasures(store: Store): Promise<Erasure[]> {
  return (await records(store)).map(({ at, details: { counts, marks } }) => ({ at, counts, marks }));
}

/** Whether and when `entity` was erased, for the last time; null where it was not. */
export async function wasErased(store: Store, entity: string): Promise<Erasure | null> {
  const found = (await records(store)).findLast(
    ({ subject, details }) => subject === saltedHash(details.salt, entity),
  );
  return found === undefined
    ? null
    : { at: found.at, counts: found.details.counts, marks: found.details.marks };
}

async function records({ db }: Store) {
  const rows = await db
    .selectFrom("audit")
    .select(["at", "subject", "details"])
    .where("action", "=", action)
    .orderBy("at")
    .execute();
  return rows.map(({ at, subject, details }) => ({
    at: Number(at),
    subject,
    details: JSON.parse(details) as ErasureDetails,
  }));
}

function saltedHash(salt: string, entity: string): string {
  return createHash("sha256").update(`${salt}\0${entity}`).digest("hex");
}
