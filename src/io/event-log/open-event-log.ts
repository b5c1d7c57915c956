import { openStore } from "../store/index.ts";
import type { EventLog } from "./event-log.ts";
import { SqliteEventLog } from "./sqlite-event-log.ts";

/** The event log in the store at `location`, whose schema is brought up to date; STORE_UNUSABLE where that fails. */
export async function openEventLog(location: string): Promise<EventLog> {
  await (await openStore(location))[Symbol.asyncDispose]();
  return new SqliteEventLog(location);
}
