/** Two versions beside each other, over the routes: who sees which, what is counted of whom, and what happens where one fails. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LiveApp, liveApp } from "../../test/serve/live-app.ts";
import { inferBody, type ServedPackages, servedPackages } from "../../test/serve/served-package.ts";
import { visit } from "../../test/serve/visit.ts";
import { encodeModel, graph } from "../core/onnx/index.ts";
import { mergeAll, type WindowProfile } from "../core/profile/index.ts";
import { loadPackage } from "../stages/6-package/index.ts";
import { type ServedModel, servedModelOf } from "../stages/7-serve/index.ts";

let packages: ServedPackages;
let champion: ServedModel;
let challenger: ServedModel;
beforeAll(async () => {
  packages = await servedPackages();
  champion = servedModelOf(packages.loaded);
  const four = servedModelOf(await loadPackage(packages.directories[4]));
  // Which of its candidates a version ships, is a matter of measured time: here both answer by the same bytes.
  challenger = { ...four, bytes: champion.bytes, warmUp: champion.warmUp };
});
afterAll(() => packages[Symbol.asyncDispose]());

const canary = { rollout: "r1", mode: "canary", share: 0.5 } as const;
const visitOf = (user: number, minute: number) =>
  visit(`${user} ${minute}`, minute, { user_id: `user ${user}` });

/** Which version answers each of `users`. */
async function versions(server: LiveApp, users: number, minute: number): Promise<readonly number[]> {
  const rows = Array.from({ length: users }, (_, user) => visitOf(user, minute));
  const reply = await server.post("/predict", rows);
  expect(reply.statusCode, reply.body).toBe(200);
  const { predictions } = reply.json() as { predictions: { model_version: number }[] };
  return predictions.map(({ model_version: version }) => version);
}

function profilesOf(server: LiveApp, version: number): readonly WindowProfile[] {
  const own = server.counts.due({ all: true }).filter((minute) => minute.version === version);
  return mergeAll(own.flatMap(({ profiles }) => profiles));
}

function outcomes(server: LiveApp, version: number) {
  return Object.fromEntries(
    profilesOf(server, version).flatMap((profile) =>
      profile.kind === "outcomes" ? [[profile.name, profile.counts]] : [],
    ),
  );
}

test("POST /predict answers an entity with one version, which the share alone moves, and only towards the challenger", async () => {
  await using server = await liveApp(champion);
  expect(new Set(await versions(server, 60, 0))).toEqual(new Set([3]));
  await server.host.try(challenger, canary);
  const half = await versions(server, 60, 1);
  expect(half.filter((version) => version === 4).length).toBeGreaterThan(15);
  expect(half.filter((version) => version === 3).length).toBeGreaterThan(15);
  expect(await versions(server, 60, 2)).toEqual(half);
  await server.host.setTerms({ ...canary, share: 0.8 });
  const more = await versions(server, 60, 3);
  expect(half.flatMap((version, at) => (version === 4 ? [more[at]] : []))).not.toContain(3);
  await server.host.endTrial();
  expect(new Set(await versions(server, 60, 4))).toEqual(new Set([3]));
});

test("POST /predict is counted for the version that answered", async () => {
  await using server = await liveApp(champion);
  await server.host.try(challenger, canary);
  const all = await versions(server, 60, 1);
  const users = { 3: all.indexOf(3), 4: all.indexOf(4) };
  for (const version of [3, 4] as const)
    for (let minute = 2; minute < 2 + version; minute += 1)
      await server.post("/predict", visitOf(users[version], minute));
  expect([outcomes(server, 3), outcomes(server, 4)]).toEqual([
    { "/predict": { OK: 1 + 3 } },
    { "/predict": { OK: 1 + 4 } },
  ]);
  const latency = profilesOf(server, 4).find(
    (profile) => profile.kind === "latency" && profile.name === "total",
  );
  expect(latency).toMatchObject({ count: 5 });
});

test("the protocols answer with the champion, and with the challenger where it is named", async () => {
  await using server = await liveApp(champion);
  await server.host.try(challenger, { ...canary, share: 1 });
  const ask = async (path: string) =>
    (await server.post(`/v2/models/will-buy${path}/infer`, inferBody())).json();
  expect(await ask("")).toMatchObject({ model_version: "3" });
  expect(await ask("/versions/3")).toMatchObject({ model_version: "3" });
  expect(await ask("/versions/4")).toMatchObject({ model_version: "4" });
  await server.host.endTrial();
  expect(await ask("/versions/4")).toMatchObject({ code: "NOT_FOUND" });
});

/** The challenger with a graph that fails where `clicks` is not 0. */
function failing(): ServedModel {
  const g = graph("failing");
  for (const { name, type } of challenger.inputs) g.input(name, type, ["N", 1]);
  const index = g.node("Cast", ["clicks"], { attributes: { to: { int: 7 } } });
  const flat = g.node("Reshape", [
    index,
    g.constant({ type: "int64", shape: [1], data: new BigInt64Array([-1n]) }),
  ]);
  const table = g.constant({ type: "float", shape: [1, 1], data: new Float32Array([0.5]) });
  g.node("Gather", [table, flat], { outputs: ["probability"], attributes: { axis: { int: 0 } } });
  g.output("probability", "float", ["N", 1]);
  const zero = { type: "double", shape: [1, 1], data: new Float64Array([0]) } as const;
  const feeds = Object.fromEntries(
    challenger.inputs.map(({ name, type }) => [
      name,
      type === "string" ? ({ type, shape: [1, 1], data: ["phone"] } as const) : zero,
    ]),
  );
  return { ...challenger, bytes: encodeModel(g.finish()), warmUp: { feeds, check: () => undefined } };
}

test("POST /predict falls to the champion where the challenger fails, which is counted of the challenger", async () => {
  await using server = await liveApp(champion);
  await server.host.try(failing(), canary);
  const rows = Array.from({ length: 40 }, (_, user) => ({
    ...visitOf(user, 1),
    clicks: user % 2 === 0 ? 0 : 3,
  }));
  const reply = await server.post("/predict", rows);
  const { predictions, rejected } = reply.json() as {
    predictions: { model_version: number; event_id: string }[];
    rejected: unknown[];
  };
  expect([reply.statusCode, predictions.length, rejected]).toEqual([200, 40, []]);
  const sees = (user: number) => server.host.servingOf(`user ${user}`)?.model.version === 4;
  expect(predictions.map(({ model_version: version }) => version)).toEqual(
    rows.map((row, user) => (sees(user) && row.clicks === 0 ? 4 : 3)),
  );
  const failed = rows.filter((row, user) => sees(user) && row.clicks !== 0).length;
  expect(failed).toBeGreaterThan(3);
  expect(outcomes(server, 4)).toEqual({ "/predict": { OK: 1 }, challenger: { ENGINE_FAILED: failed } });
});

test("a challenger in shadow is asked what the champion answered, and nobody sees or waits for it", async () => {
  await using server = await liveApp(champion);
  await server.host.try(challenger, { ...canary, mode: "shadow", share: 0 });
  for (let minute = 1; minute < 4; minute += 1)
    expect(new Set(await versions(server, 50, minute))).toEqual(new Set([3]));
  const shadow = () => profilesOf(server, 4).find((profile) => profile.kind === "shadow");
  await expect.poll(shadow, { timeout: 5_000 }).toMatchObject({ rows: 150 });
  // The same weights and features give the same answers.
  expect(shadow()).toMatchObject({
    name: "r1",
    agreed: 150,
    dropped: 0,
    failed: {},
    differences: [[0, 150]],
  });
  const found = shadow();
  expect(found?.kind === "shadow" && found.scores).toEqual(found?.kind === "shadow" && found.championScores);
  expect(outcomes(server, 4)).toEqual({});
});

test("a challenger in shadow with features of its own has them from the log, whoever wrote it", async () => {
  await using server = await liveApp(champion);
  const { manifest } = challenger;
  if (manifest === undefined) throw new Error("it has one");
  const [rule] = manifest.definition.rules;
  const [outcome] = manifest.cleaning;
  if (rule === undefined || outcome === undefined) throw new Error("there is a rule");
  // Another plan, for a rule is there twice, and the same features.
  const rules = [...manifest.definition.rules, rule];
  const definition = { ...manifest.definition, rules };
  const own: ServedModel = {
    ...challenger,
    manifest: { ...manifest, definition, cleaning: [...manifest.cleaning, outcome] },
  };
  await versions(server, 50, 0);
  await server.host.try(own, { ...canary, mode: "shadow", share: 0 });
  for (let minute = 1; minute < 5; minute += 1) await versions(server, 50, minute);
  const shadow = () => profilesOf(server, 4).find((profile) => profile.kind === "shadow");
  await expect.poll(shadow, { timeout: 5_000 }).toMatchObject({ rows: 200 });
  expect(shadow()).toMatchObject({ agreed: 200, failed: {}, differences: [[0, 200]] });
});

test("a shadow that has no time leaves answers out, and counts them", async () => {
  await using server = await liveApp(champion);
  await server.host.try(challenger, { ...canary, mode: "shadow", share: 0 });
  const rows = Array.from({ length: 900 }, (_, index) => visit(`e${index}`, 1, { user_id: `user ${index}` }));
  for (let time = 0; time < 4; time += 1)
    await server.post(
      "/predict?record=false",
      rows.map((row) => ({ ...row, event_id: `${time} ${row.event_id}` })),
    );
  await pause(50);
  const shadow = () => {
    const found = profilesOf(server, 4).find((profile) => profile.kind === "shadow");
    return found?.kind === "shadow" ? found.rows + found.dropped : 0;
  };
  await expect.poll(shadow, { timeout: 20_000 }).toBe(3_600);
});
