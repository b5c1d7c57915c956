import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { testEventLog } from "./conformance.test-support.ts";
import { openEventLog } from "./index.ts";

describe("SQLite", () => {
  let directory: string;
  let stores = 0;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  testEventLog({
    newLocation: async () => join(directory, `${stores++}`, "store.sqlite"),
    open: openEventLog,
  });
});

describe("PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  testEventLog({ newLocation: () => server.newDatabase(), open: openEventLog });
});
