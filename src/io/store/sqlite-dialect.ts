/**
 * Kysely over node:sqlite. A transaction takes the write lock at its beginning, so that it cannot fail half-way for a
 * newer write of another process; it waits for the lock without blocking, for its holder may live in this very process.
 */
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from "kysely";

const lockWaitMs = 15_000;
const lockPollMs = 10;

/** The dialect for an open database. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(database: DatabaseSync) {
    const config = { database: adaptDatabase(database) };
    super(config);
    this.#config = config;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }
}

/** Migrations in one transaction, so that one of several processes makes them, and none is half-made where it is killed. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const deadline = Date.now() + lockWaitMs;
    await connection.executeQuery(CompiledQuery.raw("PRAGMA busy_timeout = 0"));
    while (!(await tryBegin(connection, deadline))) await pause(lockPollMs);
    await connection.executeQuery(CompiledQuery.raw("PRAGMA busy_timeout = 5000"));
  }
}

async function tryBegin(connection: DatabaseConnection, deadline: number): Promise<boolean> {
  try {
    await connection.executeQuery(CompiledQuery.raw("BEGIN IMMEDIATE"));
    return true;
  } catch (cause) {
    const busy = cause instanceof Error && /database is locked|busy/i.test(cause.message);
    if (busy && Date.now() < deadline) return false;
    throw cause;
  }
}

type Parameter = string | number | bigint | null | Uint8Array;

function adaptDatabase(database: DatabaseSync): SqliteDialectConfig["database"] {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as Parameter[])),
        run: (parameters) => statement.run(...(parameters as Parameter[])),
        iterate: (parameters) => statement.iterate(...(parameters as Parameter[])),
      };
    },
  };
}
