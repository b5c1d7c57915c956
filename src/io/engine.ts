/**
 * The one seam to DuckDB: SQL in, rows or typed columns out; its errors carry the SQL with secrets cut out. DuckDB
 * itself is loaded when an engine is opened, for much of what writes SQL runs where no engine is.
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import { AirworthyError, type ErrorCode } from "../core/error.ts";

export interface EngineOptions {
  /** Memory that queries may use before they spill to disk; DuckDB's own default unless told. */
  readonly memoryLimitBytes?: number;
  /** Where queries spill. */
  readonly temporaryDirectory?: string;
  readonly threads?: number;
}

/** What stands for $1, $2, …: a DOUBLE or a VARCHAR. What is read from data goes here, for errors carry the SQL. */
export type Parameter = number | string;

export type SqlRow = Readonly<Record<string, unknown>>;

export interface Engine extends Disposable {
  /** For one statement at a time: a second one ends the first. */
  readonly connection: DuckDBConnection;
  /** Runs statements for their effect. */
  run(sql: string): Promise<void>;
  /** Rows as plain objects: numbers, booleans, strings, null; BIGINT as number where safe, timestamps as epoch microseconds. */
  all(sql: string, parameters?: readonly Parameter[]): Promise<SqlRow[]>;
  /** A further connection to the same database: its temporary tables and its streams are its own, and go with it. */
  connect(): Promise<Engine>;
}

/** Opens an in-memory engine in UTC that needs no extension beyond those linked in. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const { memoryLimitBytes, temporaryDirectory, threads } = options;
  const duckdb = await import("@duckdb/node-api");
  const instance = await duckdb.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(memoryLimitBytes === undefined ? {} : { memory_limit: `${memoryLimitBytes}B` }),
    ...(temporaryDirectory === undefined ? {} : { temp_directory: temporaryDirectory }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  return connectTo(instance, { duckdb, closed: () => instance.closeSync() });
}

type DuckDb = typeof import("@duckdb/node-api");

interface ConnectOptions {
  readonly duckdb: DuckDb;
  readonly closed: () => void;
}

async function connectTo(instance: DuckDBInstance, { duckdb, closed }: ConnectOptions): Promise<Engine> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("SET enable_progress_bar = true"); // counted, for connection.progress, and not printed
  await connection.run("SET enable_progress_bar_print = false");
  return {
    connection,
    run: (sql) => attempt(sql, async () => void (await connection.run(sql))),
    all: (sql, parameters = []) =>
      attempt(sql, async () => {
        const types = parameters.map((value) => (typeof value === "number" ? duckdb.DOUBLE : duckdb.VARCHAR));
        const reader = await (parameters.length === 0
          ? connection.runAndReadAll(sql)
          : connection.runAndReadAll(sql, [...parameters], types));
        const names = reader.deduplicatedColumnNames();
        return reader.getRows().map((values) => plainRow(names, values, duckdb));
      }),
    connect: () => connectTo(instance, { duckdb, closed: () => {} }),
    [Symbol.dispose]() {
      connection.closeSync();
      closed();
    },
  };
}

/** `name` as a quoted SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a SQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whatever the columns are called, `__proto__` too. */
function plainRow(names: readonly string[], values: readonly DuckDBValue[], duckdb: DuckDb): SqlRow {
  return Object.fromEntries(names.map((name, at) => [name, plainValue(values[at] ?? null, duckdb)]));
}

function plainValue(value: DuckDBValue, duckdb: DuckDb): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue)
    return Number(value.micros);
  if (value instanceof duckdb.DuckDBDecimalValue) return value.toDouble();
  if (value instanceof duckdb.DuckDBListValue) return value.items.map((item) => plainValue(item, duckdb));
  return value;
}

async function attempt<T>(sql: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
}

/** What DuckDB says where the reason is not the SQL. */
const codes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/No space left|disk is full|Read-only file system|Permission denied/i, "DISK_UNUSABLE"],
  [/magic bytes.*\/snapshots\/[0-9a-f]{64}\//i, "SNAPSHOT_DAMAGED"],
  [/\/snapshots\/[0-9a-f]{64}\/.*(magic bytes|corrupt|thrift|decompress|truncated)/i, "SNAPSHOT_DAMAGED"],
];

/** What DuckDB refused as an error whose code tells the reason, otherwise ENGINE_FAILED, with its SQL. */
export function engineFailure(cause: unknown, sql: string): AirworthyError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = codes.find(([pattern]) => pattern.test(message))?.[1] ?? "ENGINE_FAILED";
  const firstLine = message.split("\n", 1)[0];
  return new AirworthyError(code, `Cannot run a query: ${firstLine}`, {
    cause,
    details: { sql: withoutSecrets(sql) },
  });
}

function withoutSecrets(sql: string): string {
  return sql.replace(/(\w+:\/\/[^:@/\s]+):[^@\s]+@/g, "$1:***@");
}
