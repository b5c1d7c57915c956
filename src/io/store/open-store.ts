/** The operational store: runs, the registry and the event log. Durable; a broken one is said, not repaired unasked. */
import type { Kysely } from "kysely";
import { AirworthyError } from "../../core/error.ts";
import type { DatabaseKind } from "./add-live.ts";
import type { Stand, StandingJob } from "./job-stand.ts";
import { LazyQueue } from "./lazy-queue.ts";
import { LeaseStand } from "./lease-stand.ts";
import { isPostgres, storeName } from "./location.ts";
import type { StoreSchema } from "./schema.ts";

export interface Store extends AsyncDisposable {
  readonly db: Kysely<StoreSchema>;
  readonly kind: DatabaseKind;
  /** Stands ready for `job` with all who do so at this store; QUEUE_UNUSABLE, STORE_UNUSABLE. */
  standReady(job: StandingJob): Promise<Stand>;
}

/** What one database needs is loaded where it is used: who keeps a file starts without PostgreSQL's client. */
const connect = {
  sqlite: async (path: string) => (await import("./connect-sqlite.ts")).connectSqlite(path),
  postgres: async (url: string) => (await import("./connect-postgres.ts")).connectPostgres(url),
} as const;

const jobsOf = {
  sqlite: (db: Kysely<StoreSchema>) => ({
    standReady: async (job: StandingJob) => new LeaseStand({ db }, job),
    stop: async () => {},
  }),
  postgres: (_: Kysely<StoreSchema>, url: string) => new LazyQueue(url),
} as const;

/**
 * Opens the store at `location`, the path of a file or a `postgres://` URL, making it or bringing its schema up to
 * date; STORE_UNUSABLE where that fails.
 */
export async function openStore(location: string): Promise<Store> {
  const kind = isPostgres(location) ? "postgres" : "sqlite";
  try {
    const db = await connect[kind](location);
    const jobs = jobsOf[kind](db, location);
    return {
      db,
      kind,
      standReady: (job) => jobs.standReady(job),
      async [Symbol.asyncDispose]() {
        await jobs.stop();
        await db.destroy();
      },
    };
  } catch (cause) {
    throw storeFailure(cause, location);
  }
}

/** `cause` as STORE_UNUSABLE, unless it is an {@link AirworthyError} already. */
export function storeFailure(cause: unknown, location: string): unknown {
  if (cause instanceof AirworthyError || !(cause instanceof Error)) return cause;
  const path = storeName(location);
  return new AirworthyError("STORE_UNUSABLE", `Cannot use the store ${path}: ${cause.message}.`, {
    cause,
    details: { path },
  });
}
