import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import {
  allotVersion,
  changeAlias,
  findVersion,
  markReady,
  openStore,
  type Store,
  startRun,
} from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import { buildPackage } from "../stages/6-package/index.ts";
import { promote, type Registry, rollback } from "./promote.ts";

let fixture: Fixture;
let store: Store;
let registry: Registry;
let tick = 0;

beforeAll(async () => {
  fixture = await packageFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

beforeEach(async () => {
  tick += 1;
  const workspace = workspaceOf(join(fixture.directory, `project-${tick}`));
  store = await openStore(workspace.storePath);
  registry = { store, workspace, name: "will-buy", now: tick };
  return () => store[Symbol.asyncDispose]();
});

async function addVersion({ passed = true, champion = true } = {}): Promise<number> {
  const { definition, context } = fixture;
  const { workspace, name } = registry;
  const run = await startRun(store, { definition, now: ++tick });
  const key = `key ${tick}`;
  const about = { name, run, now: tick, key, trainKey: key, comparedWith: null, takenUpTo: 0 };
  const version = await allotVersion(store, about);
  const directory = workspace.versionDirectory(name, version);
  await buildPackage(fixture.input("", { version, directory, keyFile: workspace.keyFile }), context);
  await markReady(store, { name, version, passed, threshold: 0.5, result: {} });
  if (champion) await changeAlias(store, { name, version, now: ++tick, choose: () => "champion" });
  return version;
}

const champion = async () => (await findVersion(store, "will-buy", "champion"))?.version ?? null;
const later = () => ({ ...registry, now: ++tick });

test("promote() makes a version the champion, rollback() goes back one champion at a time", async () => {
  await addVersion();
  await addVersion();
  await addVersion({ champion: false });
  expect(await promote(later(), { version: 3 })).toEqual({ version: 3, before: 2 });
  expect(await rollback(later())).toEqual({ version: 2, before: 3 });
  expect(await rollback(later())).toEqual({ version: 1, before: 2 });
  await expect(rollback(later())).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await champion()).toBe(1);
});

test("promote() leaves the champion that it names where it is", async () => {
  await addVersion();
  expect(await promote(later(), { version: 1 })).toEqual({ version: 1, before: 1 });
  await expect(rollback(later())).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("promote() refuses a version that failed its gates, unless forced", async () => {
  await addVersion();
  await addVersion({ passed: false, champion: false });
  await expect(promote(later(), { version: 2 })).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  expect(await champion()).toBe(1);
  await promote(later(), { version: 2, force: true });
  expect(await champion()).toBe(2);
});

test("promote() and rollback() refuse a package that was changed, and leave the champion", async () => {
  await addVersion();
  await addVersion();
  await appendFile(join(registry.workspace.versionDirectory("will-buy", 1), "model.onnx"), "x");
  await expect(promote(later(), { version: 1 })).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
  await expect(rollback(later())).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
  expect(await champion()).toBe(2);
});

test("promote() names what it lacks", async () => {
  await expect(promote(later(), { version: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(rollback(later())).rejects.toMatchObject({ code: "NOT_FOUND" });
});
