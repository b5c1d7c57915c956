import { existsSync } from "node:fs";
import { isPostgres } from "./location.ts";
import { lastMigration } from "./migration-names.ts";
import { openStore, storeFailure } from "./open-store.ts";
import { openDatabase, schemaVersion } from "./sqlite-database.ts";

/**
 * Makes the store at `location`, the path of a file or a `postgres://` URL, or brings its schema up to date;
 * STORE_UNUSABLE where that fails. Where a file is up to date already, that is all that is looked at.
 */
export async function ensureStore(location: string): Promise<void> {
  if (!isPostgres(location) && isCurrent(location)) return;
  await (await openStore(location))[Symbol.asyncDispose]();
}

function isCurrent(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const database = openDatabase(path);
    try {
      return schemaVersion(database) === lastMigration;
    } finally {
      database.close();
    }
  } catch (cause) {
    throw storeFailure(cause, path);
  }
}
