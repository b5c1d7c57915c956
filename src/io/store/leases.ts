/**
 * Leases, in SQLite: of several processes that stand ready for a job, one does it. Who holds a lease renews it in time; one whose
 * holder was killed runs out and is taken by another. The holders' clocks are taken to agree within a part of its length.
 */
import type { Kysely } from "kysely";
import type { StoreSchema } from "./schema.ts";

export interface LeaseStore {
  readonly db: Kysely<StoreSchema>;
}

export interface LeaseOptions {
  /** Of the job, the same for all who stand ready. */
  readonly name: string;
  /** Unlike that of every other process. */
  readonly holder: string;
  /** How long it lasts unless it is renewed. */
  readonly lastsMs: number;
  readonly now: number;
}

export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly takenAt: number;
  readonly expiresAt: number;
}

/** Takes the lease or renews it; the lease as it stands then, whose holder may be another. */
export async function takeLease({ db }: LeaseStore, options: LeaseOptions): Promise<Lease> {
  const { name, holder, lastsMs, now } = options;
  return await db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom("leases").selectAll().where("name", "=", name).executeTakeFirst();
    if (row !== undefined && row.holder !== holder && now < row.expires_at)
      return { name, holder: row.holder, takenAt: row.taken_at, expiresAt: row.expires_at };
    const takenAt = row?.holder === holder ? row.taken_at : now;
    const expiresAt = now + lastsMs;
    const values = { holder, taken_at: takenAt, expires_at: expiresAt };
    await tx
      .insertInto("leases")
      .values({ name, ...values })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(values))
      .execute();
    return { name, holder, takenAt, expiresAt };
  });
}

/** Gives the lease back, where it is still `holder`'s. */
export async function releaseLease({ db }: LeaseStore, { name, holder }: { name: string; holder: string }) {
  await db
    .transaction()
    .execute((tx) => tx.deleteFrom("leases").where("name", "=", name).where("holder", "=", holder).execute());
}
