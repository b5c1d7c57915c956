/** A PostgreSQL table or query as a CSV file on disk, by COPY: a missing value is nothing, an empty text is "". */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { PostgresSource } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { diskFailure } from "./files.ts";

export interface PostgresCopyOptions {
  /** The file to write. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Streams `source` into the file `path` and returns the SHA-256 of its bytes. SOURCE_UNREADABLE where the server,
 * the rights or the query fail; messages name the host and never the password.
 */
export async function copyFromPostgres(
  source: PostgresSource,
  options: PostgresCopyOptions,
): Promise<string> {
  const { path, signal, environment = process.env } = options;
  const address = readAddress(source.url, environment);
  const client = new Client({
    connectionString: address.href,
    connectionTimeoutMillis: 15_000,
    application_name: "airworthy",
  });
  client.on("error", () => undefined); // what breaks the connection rejects the query below too
  const hash = createHash("sha256");
  try {
    await client.connect();
    for (const setting of settings) await client.query(setting);
    const rows = client.query(
      copyTo(`COPY (${selection(source.from)}) TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE *)`),
    );
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(rows, tap, createWriteStream(path, { mode: 0o600 }), { signal });
    return hash.digest("hex");
  } catch (cause) {
    throw copyFailure(cause, { address, path, signal });
  } finally {
    await client.end().catch(() => undefined); // the copy has ended, well or badly, and said so
  }
}

/** One session's settings, so that equal tables give equal bytes. */
const settings: readonly string[] = [
  "SET client_encoding = 'UTF8'",
  "SET datestyle = 'ISO, YMD'",
  "SET timezone = 'UTC'",
  "SET extra_float_digits = 3",
  "SET bytea_output = 'hex'",
  "SET intervalstyle = 'iso_8601'",
  "SET synchronize_seqscans = off",
  "SET max_parallel_workers_per_gather = 0",
  "SET default_transaction_read_only = on",
];

function readAddress(url: string, environment: Readonly<Record<string, string | undefined>>): URL {
  const variable = /^env:(.+)$/.exec(url)?.[1];
  const value = variable === undefined ? url : environment[variable];
  if (value === undefined || value === "") {
    throw new AirworthyError(
      "SOURCE_UNREADABLE",
      `Cannot read from PostgreSQL: the environment variable ${variable ?? ""} is not set.`,
    );
  }
  const address = URL.canParse(value) ? new URL(value) : null;
  if (address === null || !/^postgres(ql)?:$/.test(address.protocol)) {
    const where = variable === undefined ? "the source's url" : `the environment variable ${variable}`;
    throw new AirworthyError(
      "SOURCE_UNREADABLE",
      `Cannot read from PostgreSQL: ${where} is no URL such as postgres://user@host:5432/database.`,
    );
  }
  return address;
}

function selection(from: string): string {
  if (/^\s*(SELECT|WITH)\b/i.test(from)) return from.trim().replace(/;\s*$/, "");
  const name = from.includes('"')
    ? from
    : from
        .split(".")
        .map((part) => `"${part}"`)
        .join(".");
  return `SELECT * FROM ${name}`;
}

interface FailedCopy {
  readonly address: URL;
  readonly path: string;
  readonly signal: AbortSignal;
}

function copyFailure(cause: unknown, { address, path, signal }: FailedCopy): unknown {
  if (signal.aborted) return new AirworthyError("CANCELLED", "Stopped on request while PostgreSQL was read.");
  const failed = cause instanceof Error ? cause : new Error(String(cause));
  const code = "code" in failed ? String(failed.code) : failed.name;
  if ("path" in failed || code === "ENOSPC") return diskFailure(cause, path);
  const why = withoutPassword(failed.message === "" ? code : failed.message, address);
  return new AirworthyError(
    "SOURCE_UNREADABLE",
    `Cannot read from PostgreSQL at ${address.host}${address.pathname}: ${why}.`,
    { details: { host: address.host, database: address.pathname.slice(1) } },
  );
}

function withoutPassword(message: string, address: URL): string {
  return address.password === "" ? message : message.replaceAll(decodeURIComponent(address.password), "***");
}
