/** What is listed newest first is read a page at a time, on both databases alike. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import type { Definition } from "../../core/definition/index.ts";
import {
  allotVersion,
  changeAlias,
  countVersions,
  finishRun,
  listDecisions,
  listVersions,
  markReady,
  openStore,
  pageRuns,
  predecessorOf,
  recordDecision,
  type Store,
  startRun,
  versionsOfRuns,
} from "./index.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-newest-"));
  path = join(directory, "store.sqlite");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const definition = { name: "m", events: { source: { kind: "csv", paths: [] } } } as unknown as Definition;

async function addVersion(
  store: Store,
  { ready = true }: { readonly ready?: boolean } = {},
): Promise<number> {
  const run = await startRun(store, { definition, now: 1 });
  const about = { name: "m", run, now: 2, key: "k", trainKey: "t", comparedWith: null, takenUpTo: 0 };
  const version = await allotVersion(store, about);
  if (ready)
    await markReady(store, { name: "m", version, passed: true, threshold: 0.5, result: { version } });
  return version;
}

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    beforeEach(async () => {
      if (kind === "postgres") path = await server.newDatabase();
    });

    test("listVersions() and countVersions() give a page and the number of all that stand", async () => {
      await using store = await openStore(path);
      for (let count = 0; count < 5; count += 1) await addVersion(store);
      await addVersion(store, { ready: false });
      const page = async (options: { limit?: number; before?: number }) =>
        (await listVersions(store, "m", options)).map(({ version }) => version);
      expect(await page({ limit: 2 })).toEqual([5, 4]);
      expect(await page({ limit: 2, before: 4 })).toEqual([3, 2]);
      expect(await page({ before: 1 })).toEqual([]);
      expect(await countVersions(store, "m")).toBe(5);
      const made = (await listVersions(store, "m")).slice(1, 3);
      const found = await versionsOfRuns(store, "m", [...made.map(({ run }) => run), "none"]);
      expect([...found].toSorted()).toEqual(made.map(({ run, version }) => [run, version]).toSorted());
    });

    test("pageRuns() gives every run once, newest first, with its error", async () => {
      await using store = await openStore(path);
      const ids: string[] = [];
      for (const now of [5, 1, 3, 3, 9]) ids.push(await startRun(store, { definition, now }));
      const error = { code: "CANCELLED", message: "stopped" };
      await finishRun(store, ids[0] ?? "", { status: "error", now: 6, error });
      const seen: (string | null)[] = [];
      for (let after: string | null = null; ; ) {
        const page = await pageRuns(store, { name: "m", limit: 2, after });
        seen.push(...page.map(({ id }) => id));
        if (page.length < 2) break;
        after = page.at(-1)?.id ?? null;
      }
      const [five = "", one = "", ...threes] = ids.slice(0, 4);
      expect(seen).toEqual([ids[4], five, ...threes.toSorted(), one]);
      const first = await pageRuns(store, { name: "m", limit: 2, after: null });
      expect(first.map((run) => run.error)).toEqual([null, error]);
    });

    test("listDecisions() and predecessorOf() find what is about one version", async () => {
      await using store = await openStore(path);
      const champion = () => "champion" as const;
      for (const now of [1, 2, 3])
        await changeAlias(store, { name: "m", version: await addVersion(store), now, choose: champion });
      await changeAlias(store, { name: "m", version: 2, now: 4, choose: champion, by: "rollback" });
      expect(await predecessorOf(store, "m", 3)).toBe(2);
      expect(await predecessorOf(store, "m", 2)).toBe(1);
      expect(await predecessorOf(store, "m", 1)).toBeNull();
      const decided = { run: null, champion: 1, policy: "better", promote: true, speaksAgainst: false };
      for (const [at, version] of [
        [5, 2],
        [6, null],
        [7, 3],
        [8, 2],
      ] as const)
        await recordDecision(store, "m", { ...decided, at, version, reasons: [], seenByChampion: null });
      const times = async (options: Parameters<typeof listDecisions>[2]) =>
        (await listDecisions(store, "m", options)).map(({ at }) => at);
      expect(await times({})).toEqual([8, 7, 6, 5]);
      expect(await times({ version: 2 })).toEqual([8, 5]);
      expect(await times({ version: 2, limit: 1 })).toEqual([8]);
    });
  });
