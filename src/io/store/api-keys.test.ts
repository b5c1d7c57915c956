import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { hashOfKey, idOfKey } from "../api-key.ts";
import { createKey, isKeyActive, listKeys, openStore, revokeKey, rotateKey, type Store } from "./index.ts";

let server: PostgresServer;
let directory: string;
let path: string;
let store: Store;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const hashOf = (text: string) => hashOfKey(text).toString("hex");

async function audit() {
  const rows = await store.db.selectFrom("audit").selectAll().orderBy("at").execute();
  return rows.map(({ at, action, subject, details }) => ({ at, action, subject, ...JSON.parse(details) }));
}

const databases = ["sqlite", "postgres"] as const;

/** A store of its own for each test. */
function openForEach(kind: (typeof databases)[number]): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-keys-"));
    path = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
    store = await openStore(path);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
}

describe.each(databases)("keeping keys in %s", (kind) => {
  openForEach(kind);

  test("createKey() keeps the key's hash and never the key", async () => {
    const made = await createKey(store, { scope: "predict", name: "shop", expiresAt: 50, now: 10 });
    expect(idOfKey(made.text)).toBe(made.id);
    expect(await listKeys(store)).toEqual([
      {
        id: made.id,
        name: "shop",
        scope: "predict",
        hash: hashOf(made.text),
        previous: null,
        createdAt: 10,
        rotatedAt: null,
        expiresAt: 50,
        revokedAt: null,
      },
    ]);
    if (kind === "postgres") return;
    const files = await Promise.all([path, `${path}-wal`].map((file) => readFile(file, "latin1")));
    const secret = made.text.slice(-49);
    expect(files.some((bytes) => bytes.includes(hashOf(made.text)))).toBe(true);
    expect(files.filter((bytes) => bytes.includes(secret))).toEqual([]);
  });

  test("isKeyActive() ends with the expiry and with the revocation", async () => {
    const { id } = await createKey(store, { scope: "admin", expiresAt: 50, now: 10 });
    const isActive = async (now: number) => (await listKeys(store)).map((key) => isKeyActive(key, now));
    expect(await isActive(49)).toEqual([true]);
    expect(await isActive(50)).toEqual([false]);
    await revokeKey(store, id, { now: 20 });
    expect(await isActive(21)).toEqual([false]);
  });
});

describe.each(databases)("changing keys in %s", (kind) => {
  openForEach(kind);

  test("rotateKey() gives a new text under the same id, and keeps the old one for the overlap", async () => {
    const first = await createKey(store, { scope: "feedback", now: 10 });
    const second = await rotateKey(store, first.id, { now: 20, overlapMs: 5 });
    const [overlapping] = await listKeys(store);
    expect([second.id, second.scope]).toEqual([first.id, "feedback"]);
    expect(overlapping).toMatchObject({
      hash: hashOf(second.text),
      previous: { hash: hashOf(first.text), until: 25 },
      rotatedAt: 20,
    });
    const third = await rotateKey(store, first.id, { now: 30 });
    expect((await listKeys(store))[0]).toMatchObject({ hash: hashOf(third.text), previous: null });
  });

  test("rotateKey() and revokeKey() refuse a key that is unknown, revoked or expired", async () => {
    const revoked = await createKey(store, { scope: "predict", now: 1 });
    await revokeKey(store, revoked.id, { now: 2 });
    const expired = await createKey(store, { scope: "predict", expiresAt: 3, now: 1 });
    for (const id of ["none", revoked.id, expired.id])
      await expect(rotateKey(store, id, { now: 4 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const id of ["none", revoked.id])
      await expect(revokeKey(store, id, { now: 4 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listKeys(store)).map(({ rotatedAt }) => rotatedAt)).toEqual([null, null]);
    expect((await audit()).map(({ action }) => action)).not.toContain("key rotated");
  });

  test("every change of a key is in the audit, without its secret", async () => {
    const made = await createKey(store, { scope: "predict", name: "shop", now: 10 });
    await rotateKey(store, made.id, { now: 20, overlapMs: 5 });
    await revokeKey(store, made.id, { now: 30 });
    expect(await audit()).toEqual([
      { at: 10, action: "key created", subject: made.id, scope: "predict", name: "shop", expiresAt: null },
      { at: 20, action: "key rotated", subject: made.id, overlapMs: 5 },
      { at: 30, action: "key revoked", subject: made.id },
    ]);
  });

  test("rotateKey() twice at once leaves one of both texts, and loses none in between", async () => {
    const { id } = await createKey(store, { scope: "admin", now: 1 });
    await using other = await openStore(path);
    const made = await Promise.all(
      [store, other].map((each) => rotateKey(each, id, { now: 2, overlapMs: 9 })),
    );
    const [key] = await listKeys(store);
    expect(new Set([key?.hash, key?.previous?.hash])).toEqual(new Set(made.map(({ hash }) => hash)));
  });
});
