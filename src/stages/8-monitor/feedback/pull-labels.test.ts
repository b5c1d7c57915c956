/** Pulls from a real table and from files: everything once, nothing lost, whatever breaks off. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../../test/postgres/postgres-server.ts";
import { csv, type LabelSource, postgres, type Source } from "../../../core/definition/index.ts";
import { type EventLog, openEventLog } from "../../../io/event-log/index.ts";
import { labelHistory, openStore, type Store } from "../../../io/store/index.ts";
import { monday, predictionOf, type Scene, scene } from "../roll-up/scene.test.helper.ts";
import type { BadLabel } from "./import-labels.ts";
import { type PulledLabels, pullLabels } from "./pull-labels.ts";

let server: PostgresServer;
let place: Scene;
let directory: string;
let client: Client;
beforeAll(async () => {
  [server, place] = await Promise.all([startPostgres(), scene()]);
  directory = await mkdtemp(join(tmpdir(), "airworthy-pull-"));
  const url = await server.newDatabase();
  process.env.AIRWORTHY_TEST_LABELS = url;
  client = new Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE TABLE outcomes (event_id text, label boolean, known_at timestamptz)");
});
afterAll(async () => {
  delete process.env.AIRWORTHY_TEST_LABELS;
  await client.end();
  await place[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const hour = 3_600_000;
const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.7 };
const last = { upTo: null, fingerprint: null } as Pick<PulledLabels, "upTo"> & { fingerprint: string | null };
let logs = 0;

async function withLog<T>(work: (log: EventLog, store: Store) => Promise<T>): Promise<T> {
  const location = join(directory, `${logs++}.sqlite`);
  await using store = await openStore(location);
  await using log = await openEventLog(location);
  const predictions = ["a", "b", "c"].map((id) => predictionOf(id, row));
  await log.append(predictions, { seen: Number.MAX_SAFE_INTEGER, now: monday });
  return await work(log, store);
}

async function pull(log: EventLog, from: Source, before = last, now = monday + 10 * hour) {
  const source: LabelSource = { name: "crm", from, everyMs: hour };
  const bad: BadLabel[] = [];
  const onBad = async (one: BadLabel) => void bad.push(one);
  const input = { source, projectDirectory: directory, package: place.package, log, onBad, ...before };
  return { ...(await pullLabels(input, place.contextAt(now))), bad: bad.length };
}

const insert = async (id: string, label: boolean | null, hours: number) => {
  const at = new Date(monday + hours * hour).toISOString();
  await client.query("INSERT INTO outcomes VALUES ($1, $2, $3)", [id, label, at]);
};
const said = async (store: Store, id: string) =>
  (await labelHistory(store, id)).map(({ label, source }) => `${source}: ${label}`);

test("pullLabels() takes of a table what is new, each thing as it was known last, and nothing twice", async () => {
  for (const from of [
    "outcomes",
    "SELECT event_id, label, known_at FROM outcomes WHERE label IS NOT NULL;",
  ]) {
    await client.query("TRUNCATE outcomes");
    await insert("a", true, 1);
    await insert("a", false, 2);
    await insert("b", true, 3);
    await withLog(async (log, store) => {
      const source = postgres({ url: "env:AIRWORTHY_TEST_LABELS", from });
      const first = await pull(log, source);
      expect(first).toMatchObject({ rows: 3, matched: 2, repeated: 0, upTo: monday + 3 * hour });
      expect(await said(store, "a")).toEqual(["crm: false"]);
      await insert("c", false, 2.5); // of a transaction that took longer
      await insert("a", true, 1); // older than what is read again: known then, and overtaken since
      await insert("b", false, 4);
      const second = await pull(log, source, first);
      expect(second).toMatchObject({ rows: 4, matched: 2, upTo: monday + 4 * hour });
      expect([await said(store, "b"), await said(store, "c")]).toEqual([
        ["crm: false", "crm: true"],
        ["crm: false"],
      ]);
      expect(await said(store, "a")).toEqual(["crm: false"]);
      // Whoever broke off before the place was kept does it again, and so does everybody from the beginning.
      for (const again of [first, last])
        expect(await pull(log, source, again)).toMatchObject({
          matched: 0,
          pending: 0,
          upTo: monday + 4 * hour,
        });
      expect(await said(store, "b")).toEqual(["crm: false", "crm: true"]);
      const third = await pull(log, source, second);
      expect(await pull(log, source, third)).toMatchObject({ rows: 0, repeated: 0, upTo: monday + 4 * hour });
    });
  }
});

test("pullLabels() takes what did not fit yet when it fits", async () => {
  await client.query("TRUNCATE outcomes");
  await insert("a", true, 1);
  await insert("b", true, 20);
  await withLog(async (log, store) => {
    const source = postgres({ url: "env:AIRWORTHY_TEST_LABELS", from: "outcomes" });
    const first = await pull(log, source);
    expect(first).toMatchObject({ matched: 1, bad: 1, upTo: monday + 10 * hour });
    const later = await pull(log, source, first, monday + 21 * hour);
    expect(later).toMatchObject({ matched: 1, bad: 0, upTo: monday + 20 * hour });
    expect(await said(store, "b")).toEqual(["crm: true"]);
  });
});

test("pullLabels() reads files by a pattern, and again only where they changed", async () => {
  await withLog(async (log, store) => {
    const source = csv("labels-*.csv");
    await writeFile(join(directory, "labels-1.csv"), "prediction_id,label\na,true\na,false\n");
    const first = await pull(log, source);
    expect(first).toMatchObject({ rows: 2, matched: 1, upTo: null });
    expect(await pull(log, source, first)).toMatchObject({ rows: 0, matched: 0 });
    await writeFile(join(directory, "labels-2.csv"), "prediction_id,label\nb,true\n");
    expect(await pull(log, source, first)).toMatchObject({ rows: 3, matched: 1, repeated: 1 });
    expect([await said(store, "a"), await said(store, "b")]).toEqual([["crm: false"], ["crm: true"]]);
  });
});

test("pullLabels() fails with what is wrong, and without the password", async () => {
  await withLog(async (log) => {
    const gone = pull(log, postgres({ url: "env:AIRWORTHY_TEST_NOTHING", from: "outcomes" }));
    await expect(gone).rejects.toMatchObject({
      code: "SOURCE_UNREADABLE",
      message: expect.stringContaining("AIRWORTHY_TEST_NOTHING"),
    });
    const none = pull(log, postgres({ url: "env:AIRWORTHY_TEST_LABELS", from: "nothing" }));
    await expect(none).rejects.toThrow("nothing");
    await expect(none).rejects.not.toThrow("s3cret");
  });
});
