/** The API keys of a project: what is kept of them, and every change of one in the audit. A revoked key stays listed. */
import type { Selectable, Transaction } from "kysely";
import { AirworthyError } from "../../core/error.ts";
import { type KeyScope, type MadeKey, makeKey } from "../api-key.ts";
import { addAudit } from "./add-audit.ts";
import type { Store } from "./open-store.ts";
import type { ApiKeyTable, StoreSchema } from "./schema.ts";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scope: KeyScope;
  /** SHA-256 of the key's text, hexadecimal. */
  readonly hash: string;
  /** The key before the last rotation, and until when it is taken; null where it is taken no more. */
  readonly previous: { readonly hash: string; readonly until: number } | null;
  readonly createdAt: number;
  readonly rotatedAt: number | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** Whether a key is taken at `now` (epoch ms): neither revoked nor expired. */
export function isKeyActive({ revokedAt, expiresAt }: ApiKeyRecord, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}

export interface CreateKeyOptions {
  readonly scope: KeyScope;
  /** For people; empty unless told. */
  readonly name?: string;
  /** Never unless told; epoch milliseconds, like `now`. */
  readonly expiresAt?: number | null;
  readonly now: number;
}

/** Makes a key. Its text is in what is returned and nowhere else. */
export async function createKey({ db }: Store, options: CreateKeyOptions): Promise<MadeKey> {
  const { scope, name = "", expiresAt = null, now } = options;
  const made = makeKey(scope);
  const row: ApiKeyTable = {
    id: made.id,
    name,
    scope,
    hash: made.hash,
    previous_hash: null,
    previous_until: null,
    created_at: now,
    rotated_at: null,
    expires_at: expiresAt,
    revoked_at: null,
  };
  await db.transaction().execute(async (tx) => {
    await tx.insertInto("api_keys").values(row).execute();
    await addAudit(tx, { action: "key created", subject: made.id, now, details: { scope, name, expiresAt } });
  });
  return made;
}

/** Every key, oldest first; those that were revoked or have expired too. */
export async function listKeys({ db }: Store): Promise<ApiKeyRecord[]> {
  const rows = await db.selectFrom("api_keys").selectAll().orderBy("created_at").orderBy("id").execute();
  return rows.map(keyRecord);
}

export interface RotateKeyOptions {
  readonly now: number;
  /** How long the old text is taken beside the new one; 0 unless told. */
  readonly overlapMs?: number;
}

/** Gives an active key a new text; NOT_FOUND where there is no active key `id`. Of older texts only the last one can overlap. */
export async function rotateKey({ db }: Store, id: string, options: RotateKeyOptions): Promise<MadeKey> {
  const { now, overlapMs = 0 } = options;
  return await db.transaction().execute(async (tx) => {
    const key = await findKey(tx, id);
    if (key === null || !isKeyActive(key, now)) throw noSuchKey("rotate", id, key);
    const made = makeKey(key.scope, { id });
    const until = overlapMs > 0 ? now + overlapMs : null;
    const previous = { previous_hash: until === null ? null : key.hash, previous_until: until };
    await tx
      .updateTable("api_keys")
      .set({ hash: made.hash, rotated_at: now, ...previous })
      .where("id", "=", id)
      .execute();
    await addAudit(tx, { action: "key rotated", subject: id, now, details: { overlapMs } });
    return made;
  });
}

/** Takes a key back for good; NOT_FOUND where there is no such key, or it was revoked before. */
export async function revokeKey({ db }: Store, id: string, { now }: { now: number }): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const key = await findKey(tx, id);
    if (key === null || key.revokedAt !== null) throw noSuchKey("revoke", id, key);
    await tx.updateTable("api_keys").set({ revoked_at: now }).where("id", "=", id).execute();
    await addAudit(tx, { action: "key revoked", subject: id, now, details: {} });
  });
}

async function findKey(tx: Transaction<StoreSchema>, id: string): Promise<ApiKeyRecord | null> {
  const row = await tx.selectFrom("api_keys").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : keyRecord(row);
}

function noSuchKey(verb: string, id: string, key: ApiKeyRecord | null): AirworthyError {
  const state = key === null ? "there is none" : key.revokedAt !== null ? "it was revoked" : "it has expired";
  return new AirworthyError(
    "NOT_FOUND",
    `Cannot ${verb} the key '${id.slice(0, 64)}': ${state}, wanted the id of an active key, as airworthy keys list shows them.`,
    { details: { id: id.slice(0, 64) } },
  );
}

/** A row of the table as what is known of a key. */
export function keyRecord(row: Selectable<ApiKeyTable>): ApiKeyRecord {
  const { previous_hash: hash, previous_until: until } = row;
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    hash: row.hash,
    previous: hash === null || until === null ? null : { hash, until },
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
