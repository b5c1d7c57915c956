import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { boolean, integer, number, text, timestamp } from "../core/column.ts";
import { csv, type Definition, pipeline } from "../core/definition/index.ts";
import {
  allotVersion,
  changeAlias,
  finishRun,
  markReady,
  openStore,
  type Store,
  startRun,
} from "../io/store/index.ts";
import { workspaceOf } from "../io/workspace.ts";
import type { ChampionComparison, ValidationReport } from "../stages/5-validate/index.ts";
import { earnedAlias, findReference, type Reference } from "./champion.ts";

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-champion-"));
  store = await openStore(workspaceOf(directory).storePath);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const columns = { user: text(), at: timestamp(), x: number(), n: integer(), y: boolean(), z: boolean() };
const events = { source: csv("a.csv"), entity: "user", time: "at", label: "y", columns } as const;
const definition = pipeline({ name: "m", events, features: ({ entity, x }) => ({ usual: entity.mean(x) }) });

async function register(
  given: Definition,
  trainKey: string,
  comparedWith: number | null = null,
): Promise<number> {
  const run = await startRun(store, { definition: given, now: 1 });
  const about = {
    name: "m",
    run,
    now: 1,
    key: `package of ${trainKey}`,
    trainKey,
    comparedWith,
    takenUpTo: 0,
  };
  const version = await allotVersion(store, about);
  await markReady(store, { name: "m", version, passed: true, threshold: 0.4, result: {} });
  await finishRun(store, run, { status: "passed", now: 2, result: { training: { classes: [] } } });
  await changeAlias(store, { name: "m", version, now: 2, choose: () => "champion" });
  return version;
}

function reference(trainKey: string, given: Definition = definition): Promise<Reference> {
  return findReference({ definition: given, store, workspace: workspaceOf(directory), trainKey });
}

test("findReference() finds nothing where there is no champion", async () => {
  expect(await reference("t1")).toMatchObject({ champion: null, comparedWith: null, model: null });
});

test("findReference() compares with the champion", async () => {
  await register(definition, "t1");
  expect(await reference("t2")).toMatchObject({
    champion: 1,
    comparedWith: 1,
    key: "package of t1",
    model: { version: 1, threshold: 0.4, model: expect.stringMatching(/models.m.1.model\.onnx$/) },
  });
});

test("findReference() of the champion's own model is what it was compared with, so that it is reused", async () => {
  await register(definition, "t1");
  expect(await reference("t1")).toMatchObject({ champion: 1, comparedWith: null, key: "none" });
  await register(definition, "t2", 1);
  expect(await reference("t2")).toMatchObject({ champion: 2, comparedWith: 1, key: "package of t1" });
});

test("findReference() runs no champion that asks something else of the data", async () => {
  await register(definition, "t1");
  const otherFeature = pipeline({
    name: "m",
    events,
    features: ({ entity, x }) => ({ usual: entity.max(x) }),
  });
  expect(await reference("t2", otherFeature)).toMatchObject({ comparedWith: 1, model: null });
  const otherLabel = pipeline({ name: "m", events: { ...events, label: "z" }, inputs: ["x"] });
  expect(await reference("t2", otherLabel)).toMatchObject({ champion: 1, comparedWith: null, model: null });
});

function reportWith(champion: Pick<ChampionComparison, "verdict"> | null, logLoss = 0.4): ValidationReport {
  const metrics = { logLoss: { value: logLoss, low: logLoss - 0.01, high: logLoss + 0.01 } };
  return { champion, metrics } as unknown as ValidationReport;
}

test.each([
  ["better", "champion"],
  ["not distinguishable", "champion"],
  ["worse", "challenger"],
] as const)("earnedAlias() of a model that is %s is %s", async (verdict, alias) => {
  await register(definition, "t1");
  expect(earnedAlias(reportWith({ verdict }), await reference("t2"), 1)).toBe(alias);
});

test("earnedAlias() gives the first model the championship, and nothing against one it never met", async () => {
  expect(earnedAlias(reportWith(null), await reference("t1"), null)).toBe("champion");
  const before = await reference("t2");
  await register(definition, "t1");
  expect(earnedAlias(reportWith({ verdict: "better" }), before, 1)).toBe("challenger");
});

test("earnedAlias() goes by what was recorded where the old model cannot be run", async () => {
  await register(definition, "t1");
  const other = pipeline({ name: "m", events, inputs: ["n"] });
  const recorded = { metrics: { logLoss: { value: 0.3, low: 0.29, high: 0.31 } } };
  const found = {
    ...(await reference("t2", other)),
    model: null,
    recorded: recorded as Reference["recorded"],
  };
  expect(earnedAlias(reportWith(null, 0.4), found, 1)).toBe("challenger");
  expect(earnedAlias(reportWith(null, 0.31), found, 1)).toBe("champion");
});
