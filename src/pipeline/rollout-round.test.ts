import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sketchOf, sketchPart, type WindowProfile } from "../core/profile/index.ts";
import {
  changeAlias,
  keepRolloutServer,
  listAliases,
  recentAudit,
  rolloutHistory,
  runningRollout,
} from "../io/store/index.ts";
import { monitorRound } from "./monitor-round.ts";
import { beginRollout } from "./rollout.ts";
import {
  addVersion,
  answer,
  at,
  beReady,
  canary,
  count,
  eachRolloutProject,
  goWell,
  input,
  keep,
  project,
  round,
  store,
  timing,
} from "./rollout-project.test.helper.ts";
import { rolloutRound } from "./rollout-round.ts";
import { start } from "./watched-project.test.helper.ts";

eachRolloutProject();

test("rolloutRound() goes step by step to the promotion, and says all of it in history and audit", async () => {
  const { name } = input.definition;
  await beginRollout(project(0), canary);
  await beReady();
  await goWell(0);
  expect(await round(1)).toMatchObject({ decision: "wait", rollout: { share: 0.1, state: "running" } });
  expect(await round(2)).toMatchObject({
    decision: "next step",
    rollout: { share: 0.5, step: 1, state: "running", stepSince: at(2) + 5_000 },
  });
  await goWell(3);
  expect(await round(4)).toMatchObject({ decision: "wait" });
  await goWell(5);
  const last = await round(6);
  expect(last).toMatchObject({ decision: "promote", rollout: { state: "promoted", endedAt: at(6) + 5_000 } });
  expect((await listAliases(store, name)).champion).toBe(2);
  expect(await round(7)).toBeNull();
  const { id = "" } = last?.rollout ?? {};
  expect((await rolloutHistory(store, id)).map(({ change, share }) => [change, share])).toEqual([
    ["started", 0.1],
    ["checked", 0.1],
    ["stepped", 0.5],
    ["checked", 0.5],
    ["promoted", 0.5],
  ]);
  const audit = await recentAudit(store, { model: name, limit: 9 });
  expect(
    audit
      .slice(0, 2)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(["alias changed", "rollout promoted"]);
});

test("rolloutRound() rolls back within a minute of a breach, says why, and tells people once", async () => {
  const { name } = input.definition;
  await beginRollout(project(0), canary);
  await beReady();
  await goWell(0);
  await round(1);
  await answer(2, { version: 1, count: 100, right: null });
  await count(2, 1);
  await answer(2, { version: 2, count: 100, right: null });
  await count(2, 2, { failed: 60 });
  const failing = await round(3);
  expect(failing).toMatchObject({ decision: "roll back", rollout: { state: "rolledBack" } });
  expect(failing?.reason).toMatch(/^10.00% of 600 answers failed, wanted at most 1.00%\.$/);
  expect((await listAliases(store, name)).champion).toBe(1);
  const notices = async () =>
    (await store.db.selectFrom("notices").select(["id", "state", "body"]).orderBy("seq").execute()).map(
      ({ id, state, body }) => [id, state, JSON.parse(body).note],
    );
  const { id = "" } = failing?.rollout ?? {};
  const told = [`rollout ${id} firing`, "firing", failing?.reason];
  expect(await notices()).toEqual([told]);
  await round(4);
  expect(await notices()).toEqual([told]);
  await beginRollout(project(5), canary);
  await round(6);
  expect(await notices()).toEqual([told, [`rollout ${id} resolved`, "resolved", failing?.reason]]);
});

test("rolloutRound() takes a worse model back by its labels", async () => {
  await beginRollout(project(0), canary);
  await beReady();
  await answer(0, { version: 1, count: 300, right: 88 });
  await answer(0, { version: 2, count: 200, right: 55 });
  for (const version of [1, 2]) await count(0, version);
  const found = await round(1);
  expect(found).toMatchObject({ decision: "roll back" });
  expect(found?.reason).toMatch(
    /^measured accuracy is 55\.0% against the champion's 88\.0%, worse by 33\.0 points \(95%: /,
  );
});

test("rolloutRound() goes on without labels as far as the last step, and gives up there", async () => {
  await beginRollout(project(0), { ...canary, share: 0.5 });
  await beReady();
  for (const minutes of [0, 1]) {
    for (const version of [1, 2]) {
      await answer(minutes, { version, count: 200, right: null });
      await count(minutes, version);
    }
  }
  expect(await round(3)).toMatchObject({
    decision: "wait",
    reason: "Waits: no label has come of its 400 answers.",
  });
  expect(await round(31)).toMatchObject({ decision: "roll back", rollout: { state: "rolledBack" } });
});

test("rolloutRound() judges a shadow by what servers compared, and then begins the canary", async () => {
  await beginRollout(project(0), { version: 2, mode: "shadow", by: "ann" });
  await beReady();
  const rollout = await runningRollout(store, input.definition.name);
  const compared = (agreed: number, ms: number): WindowProfile => ({
    ...{ kind: "shadow", name: rollout?.id ?? "", rows: 200, agreed, dropped: 9, failed: {} },
    scores: sketchOf([[sketchPart(0.5), 200]]),
    championScores: sketchOf([[sketchPart(0.5), 200]]),
    differences: [[0, 200]],
    latency: timing(200, ms),
    championLatency: timing(200, 10),
  });
  await keep(0, 2, [compared(190, 12)]);
  await count(0, 1);
  expect(await round(1)).toMatchObject({ decision: "wait", rollout: { mode: "shadow", share: 0 } });
  await keep(1, 2, [compared(180, 12)]);
  const next = await round(2);
  expect(next).toMatchObject({ decision: "next step", rollout: { mode: "canary", share: 0.1, step: 0 } });
  expect(next?.readings?.agreement).toEqual({ rows: 400, agreed: 370, dropped: 18 });
});

test("rolloutRound() rolls back what a server refuses, and waits for a server that does not follow", async () => {
  await beginRollout(project(0), canary);
  await goWell(0);
  await count(2, 1);
  expect((await round(3))?.reason).toMatch(/^Waits: no server has version 2 ready/);
  await keepRolloutServer(store, {
    rollout: (await runningRollout(store, input.definition.name))?.id ?? "",
    ...{ server: "two", state: "ready", why: null, at: start },
  });
  expect((await round(3))?.reason).toMatch(/^Waits: 1 of 2 processes that answer do not follow the rollout/);
  await keepRolloutServer(store, {
    rollout: (await runningRollout(store, input.definition.name))?.id ?? "",
    ...{ server: "one", state: "refused", why: "It is damaged.", at: start },
  });
  expect(await round(3)).toMatchObject({
    decision: "roll back",
    reason: "a server refused version 2: It is damaged.",
  });
});

test("rolloutRound() cancels a rollout whose champion is another now", async () => {
  const { name } = input.definition;
  await addVersion(3, { passed: true });
  await beginRollout(project(0), canary);
  await changeAlias(store, { name, version: 3, now: at(1), choose: () => "champion" });
  expect(await round(2)).toMatchObject({
    decision: "cancel",
    reason: "The champion is version 3 now, not version 1, against which it was measured.",
    rollout: { state: "cancelled" },
  });
});

test("rolloutRound() rolls back where every gate passed and the package is gone", async () => {
  await beginRollout(project(0), { ...canary, share: 0.9 });
  await beReady();
  await goWell(0);
  const now = () => at(2) + 5_000;
  await monitorRound(input, { now });
  await writeFile(join(input.workspace.versionDirectory(input.definition.name, 2), "model.onnx"), "nothing");
  const found = await rolloutRound(input, { now });
  expect(found?.rollout).toMatchObject({ state: "rolledBack" });
  expect(found?.rollout.reason).toMatch(/^Every gate passed, but it cannot be promoted: /);
  expect((await listAliases(store, input.definition.name)).champion).toBe(1);
});
