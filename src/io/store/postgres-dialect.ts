/**
 * Kysely over PostgreSQL as it is over SQLite: transactions follow one another. Each begins with the store's lock, so
 * that what it reads cannot change under it; they are few and short, for the event log has a lock of its own.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type PostgresPoolClient,
  type TransactionSettings,
} from "kysely";
import type { Pool } from "pg";
import { AirworthyError } from "../../core/error.ts";
import { storeName } from "./location.ts";
import { isOutage, outageOf } from "./postgres-outage.ts";

/** Any number that no other program takes in the same database. */
const lockKey = 7_215_330_416;

/** The dialect for `pool`; what is wrong with the server or the way to it becomes STORE_UNUSABLE. */
export class SerialPostgresDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(pool: Pool, url: string) {
    const config: PostgresDialectConfig = {
      pool: {
        options: pool.options,
        end: () => pool.end(),
        connect: () => connectClient(pool, url),
      },
    };
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new SerialDriver(this.#config);
  }
}

class SerialDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings);
    if (settings.accessMode === "read only") return;
    await connection.executeQuery(CompiledQuery.raw(`SELECT pg_advisory_xact_lock(${lockKey})`));
  }
}

/** Freeing space takes as long as the tables are large; everything else is given up when its time is over. */
function patienceFor(text: string): { readonly query_timeout?: number } {
  return text.startsWith("VACUUM") ? { query_timeout: longestTimer } : {};
}

/** What Node's timers take at most, milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** A connection of `pool` that tells what is wrong with the server or the way to it as STORE_UNUSABLE. */
export async function connectClient(pool: Pool, url: string): Promise<PostgresPoolClient> {
  let isBroken = false;
  async function telling<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Error) || !isOutage(cause)) throw cause;
      isBroken = true;
      const message = `Cannot use the store ${storeName(url)}: ${outageOf(cause)}.`;
      throw new AirworthyError("STORE_UNUSABLE", message, { cause });
    }
  }
  const client = await telling(() => pool.connect());
  // What breaks a connection in use rejects its query too.
  const ignore = () => undefined;
  client.on("error", ignore);
  const query = (text: string, values: readonly unknown[]) =>
    telling(() => client.query({ text, values: [...values], ...patienceFor(text) }));
  const release = (discarded?: boolean) => {
    client.off("error", ignore);
    client.release(isBroken || discarded === true);
  };
  return { query, release } as unknown as PostgresPoolClient;
}
