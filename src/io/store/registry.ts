/**
 * What a server asks the store of its project again and again. It asks node:sqlite itself: to load Kysely took a server
 * a third of the time until it was ready.
 */
import type { Rollout } from "../../core/rollout/index.ts";
import { type ApiKeyRecord, keyRecord } from "./api-keys.ts";
import { ensureStore } from "./ensure-store.ts";
import { noVersion } from "./no-version.ts";
import { storeFailure } from "./open-store.ts";
import { type SessionStore, sessionsIn } from "./sessions.ts";
import { openDatabase } from "./sqlite-database.ts";

export interface Registry extends Disposable {
  /** The version that is champion now; NOT_FOUND where none is. */
  championOf(model: string): number;
  /** The rollout that is running; null where none is. */
  rolloutOf(model: string): RunningRollout | null;
  /** Every key, oldest first; those that were revoked or have expired too. */
  keys(): readonly ApiKeyRecord[];
  /** Who signed in to the pages. */
  readonly sessions: SessionStore;
}

/** What a server does for a rollout. */
export type RunningRollout = Pick<Rollout, "id" | "version" | "mode" | "share">;

/** Opens the registry in the file at `path`, its schema brought up to date; STORE_UNUSABLE where that fails. */
export async function openRegistry(path: string): Promise<Registry> {
  await ensureStore(path);
  try {
    return registryIn(path);
  } catch (cause) {
    throw storeFailure(cause, path);
  }
}

function registryIn(path: string): Registry {
  const database = openDatabase(path);
  const champion = database.prepare(
    `SELECT version FROM aliases JOIN versions USING (name, version)
     WHERE name = ? AND alias = 'champion' AND status = 'ready'`,
  );
  const keys = database.prepare("SELECT * FROM api_keys ORDER BY created_at, id");
  const rollout = database.prepare(
    "SELECT id, version, mode, share FROM rollouts WHERE model = ? AND state = 'running'",
  );
  return {
    rolloutOf: (model) => (rollout.get(model) as RunningRollout | undefined) ?? null,
    championOf(model) {
      const row = champion.get(model) as { version: number } | undefined;
      if (row === undefined) throw noVersion(model, "champion");
      return row.version;
    },
    keys: () => (keys.all() as unknown as Parameters<typeof keyRecord>[0][]).map(keyRecord),
    sessions: sessionsIn(database),
    [Symbol.dispose]: () => database.close(),
  };
}
