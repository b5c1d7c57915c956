/** What gets through, and what does not, at several strengths: shares of poisoned and of honest labels, over seeds. */
import { expect, test } from "vitest";
import { checkWorld, overSeeds } from "./labelled-world.test.helper.ts";

const one = [""];
const two = ["crm", "survey"];
const three = [...two, "app"];

const newest = "day >= 7";
const drift = { from: 5, x: "x0 * 0.6 + 0.4" };
const change = { from: 5, signal: "x - 0.6" };
const mild = { from: 5, signal: "x - 0.3" };

test.each([
  ["labels as promised", { sources: one }],
  ["labels as promised by two sources with rows of their own", { sources: two }],
  ["inputs that changed alone", { sources: one, drift }],
])("checkLabels() has nothing to say of %s", async (_, world) => {
  expect(await overSeeds(world)).toEqual({ caught: 0, lost: 0, setAside: [], taken: [] });
});

/** Strength, and the least share of the poisoned labels that is set aside. */
const strengths: readonly (readonly [number, number])[] = [
  [1, 1],
  [0.5, 0.85],
  [0.3, 0.4],
];

test.each([
  ["all of the only source", { sources: one, poisoned: "TRUE" }],
  ["the newest of the only source", { sources: one, poisoned: newest }],
  ["one of two sources", { sources: two, poisoned: "source = 'survey'" }],
])("checkLabels() sets flipped labels aside: %s", async (_, world) => {
  for (const [strength, least] of strengths) {
    const found = await overSeeds({ ...world, strength });
    expect([strength, found.taken]).toEqual([strength, []]);
    expect(found.caught, `of labels flipped with ${strength}`).toBeGreaterThanOrEqual(least);
    if (strength === 1) expect(found.lost).toBe(0);
  }
});

test("checkLabels() sets aside the newest of one of two sources, though half of the newest are right", async () => {
  const found = await overSeeds({ sources: two, poisoned: `source = 'survey' AND ${newest}` });
  expect(found).toMatchObject({ caught: 1, lost: 0, taken: [] });
  expect(new Set(found.setAside.map(({ scope }) => scope.source))).toEqual(new Set(["survey"]));
});

test("checkLabels() sets aside labels that say one thing whatever happened", async () => {
  expect(await overSeeds({ sources: one, poisoned: newest, poison: "FALSE" })).toMatchObject({
    caught: 1,
    lost: 0,
  });
});

test("checkLabels() sets flipped labels aside though the inputs changed with them", async () => {
  const found = await overSeeds({ sources: one, drift, poisoned: "day >= 5" });
  expect(found).toMatchObject({ caught: 1, lost: 0, taken: [] });
  expect(found.setAside[0]?.why).toContain("the opposite");
});

test("checkLabels() does not excuse a poison by a change of the inputs that came before it", async () => {
  const found = await overSeeds({
    sources: one,
    drift: { ...drift, from: 3 },
    poisoned: newest,
    strength: 0.5,
  });
  expect([found.caught, found.taken]).toEqual([1, []]);
});

test.each([
  ["one source, with the inputs", { sources: one, change, drift }],
  ["one source, mildly, with the inputs", { sources: one, change: mild, drift }],
  ["two sources, with the inputs", { sources: two, change, drift }],
  ["two sources, without the inputs", { sources: two, change }],
])("checkLabels() takes labels that tell of a true change: %s", async (_, world) => {
  const found = await overSeeds(world);
  expect([found.lost, found.setAside]).toEqual([0, []]);
  expect(found.taken.length).toBeGreaterThan(0);
});

test("checkLabels() believes two of three sources about a true change", async () => {
  const found = await overSeeds({
    ...{ sources: three, rows: 3_000, change: mild, drift },
    poisoned: "source = 'survey'",
  });
  expect(found.lost).toBe(0);
  expect(found.caught).toBeGreaterThan(0.9);
});

test("checkLabels() cannot tell a change that nothing else shows from a poison, but somebody can", async () => {
  const silent = { sources: one, change };
  expect((await overSeeds(silent)).lost).toBeGreaterThan(0.4);
  for (const trusted of [{}, { source: "" }, { reported: { from: 0, to: Date.UTC(2027, 0, 1) } }]) {
    const { check } = await checkWorld({ ...silent, seed: 1, trusted: [trusted] });
    expect(check.setAside).toEqual([]);
    expect(check.taken.map(({ why }) => why)).toContain("They are trusted.");
  }
  const other = await checkWorld({ ...silent, seed: 1, trusted: [{ source: "crm" }] });
  expect(other.check.setAside.length).toBeGreaterThan(0);
});

test("checkLabels() lets weak poison through: below what ageing does to a model nobody can tell", async () => {
  const found = await overSeeds({ sources: one, poisoned: "TRUE", strength: 0.05, rows: 20_000 });
  expect([found.caught, found.setAside]).toEqual([0, []]);
});
