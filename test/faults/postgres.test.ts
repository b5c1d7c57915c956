import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { startPostgres } from "../postgres/postgres-server.ts";
import { type Ask, expectKept, expectNoSkew } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { amount, openServingProject } from "./serving-project.ts";

const stops = amount({ short: 1, whole: 5 });

function askPostgres(connectionString: string): Ask {
  return async (sql) => {
    const client = new Client({ connectionString });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
}

test(
  "airworthy serve says 503 while PostgreSQL is away, loses nothing, and goes on by itself",
  async () => {
    await using postgres = await startPostgres();
    await using project = await openServingProject();
    const url = await postgres.newDatabase();
    const store = ["--store", url];
    const server = await project.serve({ args: ["--workers", "2", "--threads", "1", ...store] });
    const load = startLoad({ url: project.url, clients: 4 });
    const ask = async () => (await fetch(`${project.url}/feedback`, feedback)).status;
    for (let stop = 0; stop < stops; stop += 1) {
      await pause(1_000);
      await postgres.stop();
      await expect.poll(ask, { timeout: 20_000 }).toBe(503);
      expect((await fetch(`${project.url}/v2/health/live`)).status).toBe(200);
      await pause(500);
      await postgres.start();
      await expect.poll(ask, { timeout: 20_000 }).toBe(200);
    }
    await pause(500);
    const acknowledged = await load.stop();
    server.kill("SIGTERM");
    const { code, stderr } = await server.outcome;
    expect(code).toBe(0);
    expect(stderr).not.toContain("s3cret-word");
    expect(acknowledged.statuses.get(503), "no client met a stop").toBeGreaterThan(0);
    expect([...acknowledged.statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual(
      [],
    );
    await expectKept(acknowledged, askPostgres(url));
    await expectNoSkew(project, ...store);
  },
  180_000 + stops * 30_000,
);

const feedback = { method: "POST", body: JSON.stringify({ event_id: "nobody", label: true }) };
