import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { askSqlite, expectKept, expectNoSkew } from "./ledger.ts";
import { startLoad } from "./load.ts";
import { openServingProject } from "./serving-project.ts";

const shift = new URL("./clock-shift.ts", import.meta.url).href;

test("airworthy serve goes on where its clock jumps back an hour: in the log time stands still until it has caught up", async () => {
  await using project = await openServingProject();
  const server = await project.serve({ env: { NODE_OPTIONS: `--import=${shift}` } });
  const load = startLoad({ url: project.url, clients: 4, thinkMs: 5 });
  await pause(1_500);
  server.kill("SIGUSR2");
  const before = load.acknowledged.predictions.size;
  await pause(1_500);
  const acknowledged = await load.stop();
  server.kill("SIGTERM");
  const { code, stderr } = await server.outcome;
  expect(code).toBe(0);
  const times = stderr.split("\n").flatMap((line) => line.match(/"time":(\d+)/)?.[1] ?? []);
  const jumps = times.filter((time, index) => Number(time) < Number(times[index - 1] ?? time) - 3_000_000);
  expect(jumps, "its clock did not jump").toHaveLength(1);
  expect(acknowledged.predictions.size).toBeGreaterThan(before);
  expect([...acknowledged.statuses.keys()]).toEqual([200]);
  const ask = askSqlite(project);
  const back =
    "SELECT seq FROM (SELECT seq, received_at < lag(received_at) OVER (ORDER BY seq) - 60000 AS back FROM events) AS log WHERE back";
  expect(await ask(back)).toEqual([]);
  await expectKept(acknowledged, ask);
  await expectNoSkew(project);
}, 180_000);
