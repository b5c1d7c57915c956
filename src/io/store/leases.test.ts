import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, releaseLease, type Store, takeLease } from "./index.ts";

let directory: string;
let place: string;
let store: Store;

const take = (holder: string, now: number, where = store) =>
  takeLease(where, { name: "monitor", holder, lastsMs: 100, now });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-leases-"));
  place = join(directory, "store.sqlite");
  store = await openStore(place);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test("takeLease() gives it to one of those who ask at once", async () => {
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(place)));
  const leases = await Promise.all(stores.map((each, index) => take(`p${index}`, 0, each)));
  await Promise.all(stores.map((each) => each[Symbol.asyncDispose]()));
  const [first] = leases;
  expect(leases).toEqual(leases.map(() => first));
});

test("takeLease() renews the holder's own, and replaces one that let it run out", async () => {
  expect(await take("a", 0)).toMatchObject({ holder: "a", takenAt: 0, expiresAt: 100 });
  expect(await take("b", 50)).toMatchObject({ holder: "a", expiresAt: 100 });
  expect(await take("a", 90)).toMatchObject({ holder: "a", takenAt: 0, expiresAt: 190 });
  expect(await take("b", 189)).toMatchObject({ holder: "a" });
  expect(await take("b", 190)).toMatchObject({ holder: "b", takenAt: 190 });
  expect(await take("a", 191)).toMatchObject({ holder: "b" });
});

test("releaseLease() gives back one's own alone", async () => {
  await take("a", 0);
  await releaseLease(store, { name: "monitor", holder: "b" });
  expect(await take("b", 1)).toMatchObject({ holder: "a" });
  await releaseLease(store, { name: "monitor", holder: "a" });
  expect(await take("b", 2)).toMatchObject({ holder: "b" });
});
