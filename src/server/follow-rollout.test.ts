import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { ModelHost, servedModelOf } from "../stages/7-serve/index.ts";
import { type FollowedRollout, followRollout, type TrialNote } from "./follow-rollout.ts";

let packages: ServedPackages;
let host: ModelHost;
let running: FollowedRollout | null;
let notes: TrialNote[];
let look: () => Promise<void>;

beforeAll(async () => {
  packages = await servedPackages();
});
afterAll(() => packages[Symbol.asyncDispose]());
beforeEach(async () => {
  host = new ModelHost();
  await host.load(servedModelOf(packages.loaded));
  [running, notes] = [null, []];
  look = followRollout({ host, rollout: async () => running, onTrial: (note) => notes.push(note) });
});
afterEach(() => host.close());

const rollout = (more: Partial<FollowedRollout> = {}): FollowedRollout => ({
  ...{ id: "r1", version: 4, mode: "canary", share: 0.3, directory: packages.directories[4], ...more },
});
const entities = Array.from({ length: 400 }, (_, index) => `user ${index}`);
const seeing = () => entities.filter((entity) => host.servingOf(entity)?.model.version === 4);

test("followRollout() gives a challenger its share once it is ready, and more as the rollout grows", async () => {
  await look();
  expect([seeing(), notes]).toEqual([[], []]);
  running = rollout();
  const looking = look();
  expect(seeing()).toEqual([]); // it is not ready
  await looking;
  const first = seeing();
  expect(first.length).toBeGreaterThan(80);
  expect(first.length).toBeLessThan(160);
  expect(notes).toEqual([{ rollout: "r1", version: 4, state: "ready", why: null }]);
  running = rollout({ share: 0.6 });
  await look();
  const more = seeing();
  expect(more.length).toBeGreaterThan(first.length);
  expect(first.filter((entity) => !more.includes(entity))).toEqual([]);
  running = rollout({ mode: "shadow", share: 0 });
  await look();
  expect([seeing(), host.trial?.mode]).toEqual([[], "shadow"]);
});

test("followRollout() takes a challenger back, and lets it drain", async () => {
  running = rollout();
  await look();
  const { pool, model } = host.trial?.serving ?? {};
  running = null;
  await look();
  expect([host.trial, seeing(), notes.at(-1)?.state]).toEqual([null, [], "left"]);
  await host.close();
  const { feeds } = model?.warmUp ?? { feeds: {} };
  await expect(pool?.infer({ feeds, rows: 1 })).rejects.toMatchObject({ code: "NOT_READY" });
});

test("followRollout() says of a package that is refused why, once, and the champion answers everybody", async () => {
  const directory = await packages.copy(4, "damaged");
  await writeFile(join(directory, "model.onnx"), "nothing");
  running = rollout({ directory, share: 1 });
  await look();
  await look();
  expect([host.trial, seeing()]).toEqual([null, []]);
  expect(notes).toMatchObject([{ rollout: "r1", version: 4, state: "refused" }]);
  expect(notes[0]?.why).toMatch(/model\.onnx/);
  running = rollout({ id: "r2" });
  await look();
  expect(notes.at(-1)).toMatchObject({ rollout: "r2", state: "ready" });
});

test("load() of the version on trial lets it take over as it is", async () => {
  running = rollout();
  await look();
  const tried = host.trial?.serving;
  const { model } = tried ?? {};
  if (model === undefined) throw new Error("it is on trial");
  await host.load(model);
  expect(host.serving).toBe(tried);
  expect(host.trial).toBeNull();
  running = null;
  await look();
  expect(host.serving).toBe(tried);
});
