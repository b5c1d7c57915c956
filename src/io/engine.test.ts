import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AirworthyError } from "../core/error.ts";
import { streamColumns } from "./column-stream.ts";
import { type Engine, openEngine, quoteIdentifier, quoteText } from "./engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine[Symbol.dispose]());

test("openEngine() works in UTC and loads no extension from elsewhere", async () => {
  const [row] = await engine.all(
    "SELECT current_setting('TimeZone') AS zone, current_setting('autoinstall_known_extensions') AS install",
  );
  expect(row).toEqual({ zone: "UTC", install: false });
});

test("all() returns microseconds, safe integers as numbers and others as bigint", async () => {
  const [row] = await engine.all(
    "SELECT TIMESTAMP '2026-05-01 10:00:00' AS t, 9007199254740991::BIGINT AS safe, 9007199254740993::BIGINT AS big, NULL AS missing",
  );
  expect(row).toEqual({
    t: Date.UTC(2026, 4, 1, 10) * 1_000,
    safe: 9_007_199_254_740_991,
    big: 9_007_199_254_740_993n,
    missing: null,
  });
});

test("all() keeps the microseconds of a timestamp", async () => {
  const [row] = await engine.all("SELECT TIMESTAMP '2026-05-01 10:00:00.123456' AS t");
  expect(row).toEqual({ t: Date.UTC(2026, 4, 1, 10) * 1_000 + 123_456 });
});

test("a failed query carries its SQL without the password in it", async () => {
  const failure = await engine
    .all("SELECT 'postgres://me:s3cret@host/db' FROM missing_table")
    .catch((error: AirworthyError) => error);
  expect(failure).toMatchObject({
    code: "ENGINE_FAILED",
    details: { sql: expect.stringContaining("missing_table") },
  });
  expect(JSON.stringify(failure)).not.toContain("s3cret");
});

test("connect() gives temporary tables and streams of their own in the same database", async () => {
  await engine.run("CREATE TABLE shared AS SELECT 7 AS n; CREATE TEMP TABLE own AS SELECT 1 AS n");
  using other = await engine.connect();
  await other.run("CREATE TEMP TABLE own AS SELECT 2 AS n");
  const sql = "SELECT own.n AS own, shared.n AS shared, current_setting('TimeZone') AS zone FROM own, shared";
  expect(await other.all(sql)).toEqual([{ own: 2, shared: 7, zone: "UTC" }]);
  expect(await engine.all(sql)).toEqual([{ own: 1, shared: 7, zone: "UTC" }]);
  const counted = "SELECT i::DOUBLE AS i FROM range(100000) t(i)";
  let rows = 0;
  for await (const batch of streamColumns(other, { sql: counted })) {
    rows += batch.rows;
    await engine.all("SELECT 1");
  }
  expect(rows).toBe(100_000);
});

test("quoteIdentifier() and quoteText() survive any string", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0")),
      async (text) => {
        const rows = await engine.all(`SELECT ${quoteText(text)} AS ${quoteIdentifier(text)}`);
        expect(rows).toEqual([{ [text]: text }]);
      },
    ),
    { numRuns: 50, examples: [["__proto__"], ["constructor"]] },
  );
});
