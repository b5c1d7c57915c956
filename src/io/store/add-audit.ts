import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { StoreSchema } from "./schema.ts";

export interface AuditEntry {
  readonly action: string;
  /** The name or id of what was changed. */
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly details: object;
}

/** Says in the audit, with the transaction that makes the change, what was changed. */
export async function addAudit(tx: Kysely<StoreSchema>, entry: AuditEntry): Promise<void> {
  const { action, subject, now, details } = entry;
  const row = { id: randomUUID(), at: now, action, subject, details: JSON.stringify(details) };
  await tx.insertInto("audit").values(row).execute();
}
