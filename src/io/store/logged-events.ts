/** What happened, from the log. */
import type { EventEntry, Key, Logged } from "../event-log/event-log.ts";
import { loggedEvent } from "./logged-rows.ts";
import { ofEntities } from "./of-entities.ts";
import type { Store } from "./open-store.ts";

export interface EventsBehindOptions {
  readonly entity: Key;
  /** Only events that were in the log before this place. */
  readonly beforeSeq: number;
  /** Only events that happened before this, epoch microseconds. */
  readonly beforeTime: number;
  /** The latest of them; 100 unless told. */
  readonly limit?: number;
}

/** The events that an answer at a place could have seen, the latest first. */
export async function eventsBehind(
  store: Store,
  options: EventsBehindOptions,
): Promise<Logged<EventEntry>[]> {
  const { entity, beforeSeq, beforeTime, limit = 100 } = options;
  const rows = await store.db
    .selectFrom("events")
    .selectAll()
    .where(ofEntities(store, [entity], 0))
    .where("seq", "<", beforeSeq)
    .where("time", "<", beforeTime)
    .orderBy("time", "desc")
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(loggedEvent);
}

/** How many events an answer at a place could have seen. */
export async function countEventsBehind(
  store: Store,
  { entity, beforeSeq, beforeTime }: Omit<EventsBehindOptions, "limit">,
): Promise<number> {
  const row = await store.db
    .selectFrom("events")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where(ofEntities(store, [entity], 0))
    .where("seq", "<", beforeSeq)
    .where("time", "<", beforeTime)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
