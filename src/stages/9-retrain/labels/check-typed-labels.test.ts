/** What gets through of labels that are classes or numbers. */
import { describe, expect, test } from "vitest";
import { overSeeds } from "./labelled-world.test.helper.ts";

const newest = "day >= 7";
const drift = { from: 5, x: "x0 * 0.6 + 0.4" };
const change = { from: 5, signal: "x - 0.6" };
const sources = { one: [""], two: ["crm", "survey"] };

const poisons = {
  multiclass: {
    "the next class": undefined,
    "one class whatever happened": "'film'",
    "any class": "['book', 'song', 'film'][1 + CAST(floor(x0 * 1e6) AS INTEGER) % 3]",
    "two classes for each other": "CASE truth WHEN 'book' THEN 'film' WHEN 'film' THEN 'book' ELSE truth END",
  },
  regression: {
    "the opposite": undefined,
    "one number whatever happened": "0.0",
    "too much": "truth + 1",
    "another unit": "truth * 100",
    "numbers of other rows": "2 * sin(x0 * 1e6)",
  },
} as const;

describe.each(["multiclass", "regression"] as const)("checkLabels() of %s", (task) => {
  test.each([
    ["labels as promised", { sources: sources.one }],
    ["labels as promised by two sources", { sources: sources.two }],
    ["inputs that changed alone", { sources: sources.one, drift }],
  ])("has nothing to say of %s", async (_, world) => {
    expect(await overSeeds({ task, ...world })).toEqual({ caught: 0, lost: 0, setAside: [], taken: [] });
  });

  test.each(Object.entries(poisons[task]))("sets aside labels that say %s", async (_, poison) => {
    const said = poison === undefined ? {} : { poison };
    for (const poisoned of ["TRUE", newest])
      expect(await overSeeds({ task, sources: sources.one, poisoned, ...said })).toMatchObject({
        caught: 1,
        lost: 0,
        taken: [],
      });
    const ofOne = await overSeeds({ task, sources: sources.two, poisoned: "source = 'survey'", ...said });
    expect(ofOne).toMatchObject({ caught: 1, lost: 0, taken: [] });
    const half = await overSeeds({ task, sources: sources.one, poisoned: newest, strength: 0.5, ...said });
    expect(half.taken).toEqual([]);
    expect(half.caught).toBeGreaterThanOrEqual(0.8);
  });

  test("sets aside labels that say the opposite though the inputs changed with them", async () => {
    const said = task === "multiclass" ? { poison: poisons.multiclass["two classes for each other"] } : {};
    const found = await overSeeds({ task, sources: sources.one, drift, poisoned: "day >= 5", ...said });
    expect(found).toMatchObject({ caught: 1, lost: 0, taken: [] });
    expect(found.setAside[0]?.why).toContain("the opposite");
  });

  test.each([
    ["one source, with the inputs", { sources: sources.one, change, drift }],
    ["two sources, with the inputs", { sources: sources.two, change, drift }],
    ["two sources, without the inputs", { sources: sources.two, change }],
  ])("takes labels that tell of a true change: %s", async (_, world) => {
    const found = await overSeeds({ task, ...world });
    expect([found.lost, found.setAside]).toEqual([0, []]);
    expect(found.taken.length).toBeGreaterThan(0);
  });

  test("lets weak poison through", async () => {
    const weak = { poisoned: "TRUE", strength: 0.04, rows: 10_000 };
    expect(await overSeeds({ task, sources: sources.one, ...weak })).toMatchObject({
      caught: 0,
      setAside: [],
    });
  });
});
