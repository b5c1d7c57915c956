/** The log's own connection to its file, and what it takes to trust what stands there. */
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { loadSqlite } from "../store/load-sqlite.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { SqliteSync } from "./sqlite-sync.ts";

export interface OpenedLog {
  readonly database: DatabaseSync;
  readonly log: SqliteLog;
  readonly sync: SqliteSync;
}

const settings = {
  busy_timeout: 0,
  journal_mode: "WAL",
  synchronous: "NORMAL", // SqliteSync does the rest
  cache_size: -65_536,
  wal_autocheckpoint: 32_768,
};

/** Opens the log at `path`; with `isDoubtful`, after the disk failed, only where a whole checkpoint says that it has all. */
export function openLog(path: string, isDoubtful: boolean): OpenedLog {
  const { DatabaseSync } = loadSqlite();
  const url = pathToFileURL(path);
  url.searchParams.set("mode", "rw"); // a store that is gone is told, not made anew without its tables
  const database = new DatabaseSync(url);
  try {
    for (const [name, value] of Object.entries(settings)) database.exec(`PRAGMA ${name} = ${value}`);
    database.exec("UPDATE log_position SET seq = seq"); // opening a read-only file succeeds, and beginning to write too
    settleDoubt(database, isDoubtful);
    return { database, log: new SqliteLog(database), sync: new SqliteSync(`${path}-wal`) };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/**
 * Whoever was killed may have left what the disk had failed to take: each connection begins with a whole checkpoint. Where
 * others are at work on the file, so that it cannot be whole, only a doubt of one's own is told.
 */
function settleDoubt(database: DatabaseSync, isDoubtful: boolean): void {
  const told = database.prepare("PRAGMA wal_checkpoint(FULL)").get();
  if (told?.busy !== 0 && isDoubtful)
    throw new Error("the disk failed, and another keeps what it failed to take from being written again");
}
