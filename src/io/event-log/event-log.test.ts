import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { concurrent } from "./concurrent.test-support.ts";
import { promises } from "./conformance.test-support.ts";
import { diskFaults } from "./disk-faults.test-support.ts";
import { afterRetention } from "./expired.test-support.ts";
import { openEventLog } from "./index.ts";
import { againstModel } from "./model.test-support.ts";
import { outages } from "./outages.test-support.ts";
import { betweenProcesses } from "./processes.test-support.ts";

const ofEach = Object.entries({
  ...promises,
  ...afterRetention,
  ...concurrent,
  ...againstModel,
  ...betweenProcesses,
});

describe("SQLite", () => {
  let directory: string;
  let stores = 0;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-log-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const newLocation = async () => join(directory, `${stores++}`, "store.sqlite");
  for (const [name, hold] of ofEach) test(name, () => hold({ newLocation, open: openEventLog }));
  for (const [name, hold] of Object.entries(diskFaults)) test(name, hold);
});

describe("PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const newLocation = () => server.newDatabase();
  for (const [name, hold] of ofEach) test(name, () => hold({ newLocation, open: openEventLog }));
  for (const [name, hold] of Object.entries(outages)) test(name, () => hold(server));
});
