import { ensureStore } from "../store/ensure-store.ts";
import { isPostgres } from "../store/location.ts";
import type { EventLog } from "./event-log.ts";
import { SqliteEventLog } from "./sqlite-event-log.ts";

/**
 * The event log in the store at `location`, the path of a file or a `postgres://` URL, whose schema is brought up to
 * date; STORE_UNUSABLE where that fails or it cannot be written.
 */
export async function openEventLog(location: string): Promise<EventLog> {
  await ensureStore(location);
  const log = isPostgres(location) ? await openPostgres(location) : new SqliteEventLog(location);
  try {
    await log.saveSnapshots("", []); // nothing: but what cannot be written is told now
    return log;
  } catch (cause) {
    await log[Symbol.asyncDispose]();
    throw cause;
  }
}

/** Who keeps a file starts without PostgreSQL's client. */
async function openPostgres(url: string): Promise<EventLog> {
  const { PostgresEventLog } = await import("./postgres-event-log.ts");
  return new PostgresEventLog(url);
}
