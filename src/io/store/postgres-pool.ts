/** Connections to PostgreSQL: every wait is bounded, and a message never holds the password. */

import { Pool, type PoolConfig, types } from "pg";
import { AirworthyError } from "../../core/error.ts";

export interface PoolOptions {
  /** Connections; 4 unless told. */
  readonly size?: number;
  /** The longest that a statement may take; a minute unless told. */
  readonly statementMs?: number;
  /** The longest wait for a lock, and the longest that an idle transaction may keep one; ten seconds unless told. */
  readonly lockMs?: number;
  /** Further settings of each session. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The longest that connecting may take. */
const connectMs = 5_000;
/** How much later than the server the client gives up: the server's own words come first, where it still speaks. */
const graceMs = 2_000;

const int8 = 20;

/** Connections to the database at `url`, made when they are wanted; STORE_UNUSABLE where it is no URL. */
export function openPool(url: string, options: PoolOptions = {}): Pool {
  const { size = 4, statementMs = 60_000, lockMs = 10_000, settings = {} } = options;
  if (!URL.canParse(url)) {
    throw new AirworthyError(
      "STORE_UNUSABLE",
      "Cannot use the store: its address is no URL such as postgres://user@host:5432/database.",
    );
  }
  const all = {
    ...settings,
    synchronous_commit: "on",
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: lockMs,
  };
  const config: PoolConfig = {
    connectionString: url,
    max: size,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + graceMs,
    keepAlive: true,
    application_name: "airworthy",
    options: Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
    types: { getTypeParser },
  };
  const pool = new Pool(config);
  // A connection that breaks while nobody uses it is replaced when one is wanted; there is nobody to tell.
  pool.on("error", () => undefined);
  return pool;
}

/** Places and times are numbers in this program: all are far below 2^53. */
function getTypeParser(oid: number, format?: "text" | "binary"): (value: never) => unknown {
  return oid === int8 ? Number : (types.getTypeParser(oid, format ?? "text") as (value: never) => unknown);
}
