/** What is kept in SQLite of where events are, when the oldest go: a link of an event that is gone leads to those before it. */
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

/** Before it nothing is left. */
const oldest = sql`(SELECT coalesce(min(seq), (SELECT seq + 1 FROM log_position)) FROM events)`;
const entitiesAtOnce = 2_000;

/** Removes the links before the oldest event. */
export async function removeLinks(tx: Transaction<StoreSchema>): Promise<void> {
  await sql`DELETE FROM event_links WHERE seq < ${oldest}`.execute(tx);
}

/** Forgets of whom nothing is left, in short transactions. */
export async function removeHeads({ db }: Pick<Store, "db">, signal: AbortSignal): Promise<void> {
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const behind: RawBuilder<boolean> = after === null ? sql`1 = 1` : sql`entity > ${after}`;
    const { rows } = await sql<{ last: string | null }>`SELECT max(entity) AS last FROM (
      SELECT entity FROM entity_heads WHERE ${behind} ORDER BY entity LIMIT ${entitiesAtOnce})`.execute(db);
    const last: string | null = rows[0]?.last ?? null;
    if (last === null) return;
    await sql`DELETE FROM entity_heads WHERE ${behind} AND entity <= ${last} AND seq < ${oldest}`.execute(db);
    after = last;
  }
}
