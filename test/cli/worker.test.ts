/** The jobs in processes of their own: one does them, another stands ready, and takes over from one that was killed. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEventLog } from "../../src/io/event-log/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { workspaceOf } from "../../src/io/workspace.ts";
import { openProject } from "../bad-input/project.ts";
import { type TrainedProject, trainedProject } from "../fixtures/trained-project.ts";
import { startPostgres } from "../postgres/postgres-server.ts";
import { airworthy, startAirworthy } from "./airworthy.ts";

const day = 86_400_000;
let folder: TrainedProject;
let config: string;
beforeAll(async () => {
  folder = await trainedProject();
  const path = join(folder.path, "airworthy.config.ts");
  config = await readFile(path, "utf8");
  const sections = `monitor: { traffic: { alertBelow: 1 } },
  retention: { events: "60d", unlearned: "remove" },`;
  await writeFile(path, config.replace("  gates: {", `  ${sections}\n  gates: {`));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Starts a worker; `until` resolves when it has printed a text on either stream. */
function startWorker(cwd = folder.path, ...args: readonly string[]) {
  const started = startAirworthy(["worker", "--every", "1s", "--json", ...args], { cwd });
  let printed = "";
  const { stdout, stderr } = started.child;
  for (const stream of [stdout, stderr])
    stream?.on("data", (text: string) => {
      printed += text;
    });
  const until = async (text: string) => {
    await expect.poll(() => printed, { timeout: 60_000, interval: 50 }).toContain(text);
    return printed;
  };
  return { ...started, until };
}

async function rows(table: "events" | "leases"): Promise<number> {
  await using store = await openStore(workspaceOf(folder.path).storePath);
  return (
    await store.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow()
  ).n;
}

async function record(id: string, ageMs: number, place = workspaceOf(folder.path).storePath): Promise<void> {
  await using log = await openEventLog(place);
  const now = Date.now() - ageMs;
  const entry = { kind: "event", id, entity: "c1", time: now * 1_000, body: "{}" } as const;
  await log.append([entry], { seen: Number.MAX_SAFE_INTEGER, now });
}

test("airworthy worker does the jobs in one process, and in the next one when that is killed", async () => {
  await record("old", 100 * day);
  await record("new", day);
  const first = startWorker();
  expect(await first.until('"retained"')).toContain('"table":"events","keptMs":5184000000,"rows":1');
  await first.until('"round"');
  expect(await rows("events")).toBe(1);
  const second = startWorker();
  await second.until("Standing ready: another process does the jobs now");
  await second.until('{"other":');
  first.child.kill("SIGKILL");
  await once(first.child, "close");
  await second.until('"round"');
  second.child.kill("SIGTERM");
  const { code } = await second.outcome;
  expect(code).toBe(0);
  expect(await rows("leases")).toBe(0);
});

test("airworthy worker with PostgreSQL shares the jobs by its queue, and the one that is left does them all", async () => {
  await using server = await startPostgres();
  const place = await server.newDatabase();
  await record("old", 100 * day, place);
  await record("new", day, place);
  const workers = [1, 2].map(() => startWorker(folder.path, "--store", place));
  const [first, second] = workers as [ReturnType<typeof startWorker>, ReturnType<typeof startWorker>];
  await Promise.race(workers.map(({ until }) => until('"retained"')));
  first.child.kill("SIGKILL");
  await once(first.child, "close");
  await using store = await openStore(place);
  const jobs = async (states: string) => {
    const { rows: found } = await sql<{ name: string; holder: string }>`
      SELECT name, data->>'holder' AS holder FROM airworthy_jobs.job WHERE state = ANY(${states}::text[]::airworthy_jobs.job_state[])`.execute(
      store.db,
    );
    return found;
  };
  const rounds = async () =>
    (await jobs("{completed}")).filter(
      ({ name, holder }) => name.startsWith("monitors-of-") && holder.includes(` ${second.child.pid} `),
    ).length;
  await expect.poll(rounds, { timeout: 120_000, interval: 100 }).toBeGreaterThan(1);
  second.child.kill("SIGTERM");
  expect((await second.outcome).code).toBe(0);
  const retentions = (await jobs("{completed,failed}")).filter(({ name }) =>
    name.startsWith("retention-of-"),
  );
  expect(retentions).toHaveLength(1);
  const left = (await jobs("{created,retry,active}")).filter(
    ({ holder }) => !holder.includes(` ${first.child.pid} `),
  );
  expect(left).toEqual([]);
}, 240_000);

test("airworthy worker says once that it waits for a champion, and goes on when there is one", async () => {
  await using fresh = await openProject();
  const { child, outcome, until } = startWorker(fresh.path);
  const waits = "Waiting, and looking again with each round: The model 'small' has no champion yet";
  await until(waits);
  expect((await fresh.call("run")).code).toBe(0);
  const printed = await until('"round"');
  expect(printed.split(waits)).toHaveLength(2);
  child.kill("SIGTERM");
  expect((await outcome).code).toBe(0);
});

test("airworthy retain says what would go, and removes it", async () => {
  await record("older", 70 * day);
  const dry = await airworthy(["retain", "--dry-run"], { cwd: folder.path });
  expect(dry.stdout).toMatch(/^Nothing was changed; this would go now/);
  expect(dry.stdout).toMatch(/events +60 days +1/);
  expect(dry.stdout).toMatch(/predictions +ever +0/);
  expect(await rows("events")).toBe(2);
  const { stdout } = await airworthy(["retain", "--json"], { cwd: folder.path });
  const { tables } = JSON.parse(stdout) as { tables: { table: string; rows: number }[] };
  expect(tables.find(({ table }) => table === "events")).toMatchObject({ rows: 1, heldBack: null });
  expect(await rows("events")).toBe(1);
});

test("airworthy check refuses a retention that is shorter than a feature looks back", async () => {
  const path = join(folder.path, "short.config.ts");
  await writeFile(path, config.replace("  gates: {", '  retention: { events: "8d" },\n  gates: {'));
  const { code, stdout } = await airworthy(["check", "--config", "short.config.ts"], { cwd: folder.path });
  expect(code).not.toBe(0);
  expect(stdout).toContain("retention.events is 8d, wanted 37d or more");
});
