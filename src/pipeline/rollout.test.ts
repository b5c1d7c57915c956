import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { listAliases, listRollouts } from "../io/store/index.ts";
import { promote } from "./promote.ts";
import { beginRollout, cancelRollout } from "./rollout.ts";
import {
  addVersion,
  at,
  canary,
  eachRolloutProject,
  input,
  project,
  store,
} from "./rollout-project.test.helper.ts";

eachRolloutProject();

test("beginRollout() refuses what cannot be honoured", async () => {
  const begin = (options: Partial<Parameters<typeof beginRollout>[1]>) =>
    beginRollout(project(0), { ...canary, ...options });
  await addVersion(3, { passed: false });
  const refused = "ROLLOUT_REFUSED";
  await expect(begin({ version: 1 })).rejects.toMatchObject({
    code: refused,
    message: "Cannot roll version 1 out: it is the champion already.",
  });
  await expect(begin({ version: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(begin({ version: 3 })).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  await expect(begin({ share: 0 })).rejects.toMatchObject({ code: refused });
  await expect(begin({ share: 1.1 })).rejects.toMatchObject({ code: refused });
  const forced = await begin({ version: 3, force: true, share: 0.2 });
  expect(forced).toMatchObject({ share: 0.2, plan: { canary: { steps: [0.2, 0.5] } } });
  expect(forced.reason).toBe("Begun by ann, although it failed its gates.");
  await expect(begin({})).rejects.toMatchObject({ code: refused });
  expect(await cancelRollout(project(1), { reason: "Taken back." })).toMatchObject({ state: "cancelled" });
  expect(await cancelRollout(project(1), { reason: "Taken back." })).toBeNull();
  await rm(input.workspace.versionDirectory(input.definition.name, 2), { recursive: true });
  await expect(begin({})).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
});

test("promote() with a rollout that has ended promotes nothing", async () => {
  const { name } = input.definition;
  const rollout = await beginRollout(project(0), canary);
  await cancelRollout(project(1), { reason: "Taken back." });
  const end = { reason: "late", checks: [], now: at(2) };
  const { workspace } = input;
  await expect(
    promote({ store, workspace, name, now: at(2) }, { version: 2, rollout: { rollout, end } }),
  ).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  expect((await listAliases(store, name)).champion).toBe(1);
  expect(await listRollouts(store, name)).toMatchObject([{ state: "cancelled" }]);
});
