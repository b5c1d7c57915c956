/**
 * The thread that moves what was committed from SQLite's write-ahead log into the file. Where the log's own thread did
 * that, a commit in some dozens would wait for it; here it goes on beside the commits, and only its last step, which
 * lets the write-ahead log begin anew before it grows too long, holds them up for a moment.
 */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { loadSqlite } from "../store/load-sqlite.ts";

export interface CheckpointThreadData {
  readonly path: string;
}

/** Pages in the write-ahead log from which on it is to begin anew: 16 MB. */
const longLog = 4_096;
const mostAttempts = 4;

const { path }: CheckpointThreadData = workerData;
const { DatabaseSync } = loadSqlite();
const url = pathToFileURL(path);
url.searchParams.set("mode", "rw");
const database = new DatabaseSync(url);
for (const setting of ["busy_timeout = 0", "synchronous = FULL"]) database.exec(`PRAGMA ${setting}`);
const beside = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
const anew = database.prepare("PRAGMA wal_checkpoint(RESTART)");

/** A writer may be in the way of it; what it moved until then need not be moved again. */
function beginAnew(): void {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) if (anew.get()?.busy === 0) return;
}

parentPort?.on("message", (message: "checkpoint" | "close") => {
  if (message === "close") {
    database.close();
    parentPort?.close();
    return;
  }
  const { log } = beside.get() as { log: number };
  if (log >= longLog) beginAnew();
  parentPort?.postMessage("done");
});
