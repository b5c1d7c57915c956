import { expect, test } from "vitest";
import type { CategoryProfile, NumberProfile } from "../../6-package/index.ts";
import { describeMissing, describeValues } from "./describe-change.ts";

const category: CategoryProfile = {
  ...{ kind: "category", name: "device", role: "column", rows: 1_000, missing: 0, distinct: 3, unseen: 0 },
  values: [
    { value: "phone", count: 560 },
    { value: "desktop", count: 400 },
    { value: "tablet", count: 40 },
  ],
  other: 0,
};
const number: NumberProfile = {
  ...{
    kind: "number",
    name: "dwell",
    role: "column",
    rows: 1_000,
    missing: 0,
    mean: 50,
    standardDeviation: 30,
  },
  ...{ min: 0, max: 100, quantiles: [] },
  bins: { edges: [0, 10, 34.567, 80, 100], counts: [250, 250, 250, 250], unseen: 0 },
};

const sayCategory = (counts: number[], missing = 0) => {
  const rows = counts.reduce((sum, count) => sum + count, missing);
  return describeValues(category, [560, 400, 40, 0, 0], { rows, missing, counts });
};
const sayNumber = (...counts: number[]) =>
  describeValues(number, [0, 250, 250, 250, 250, 0], { rows: 100, missing: 0, counts });

test("describeValues() names the category that changed most", () => {
  expect(sayCategory([480, 330, 190, 0, 0])).toBe("'tablet' rose from 4% to 19% of rows");
  expect(sayCategory([700, 10, 290, 0, 0])).toBe("'desktop' fell from 40% to 1% of rows");
  expect(sayCategory([400, 300, 30, 0, 270])).toBe("values never seen before rose from 0% to 27% of rows");
  expect(sayCategory([560, 396, 44, 0, 0], 9)).toContain("of the rows with a value");
});

test("describeValues() shows as many decimals as tell two shares apart, and never a little as nothing", () => {
  expect(sayCategory([5_602, 3_999, 399, 0, 0])).toBe("'phone' rose from 56.00% to 56.02% of rows");
  expect(describeMissing({ ...category, missing: 2 }, { rows: 1_000, missing: 300, counts: [] })).toBe(
    "missing rose from 0.2% to 30.0% of rows",
  );
});

test("describeValues() says where numbers went: outside, into one range, up or down", () => {
  expect(sayNumber(0, 15, 15, 15, 15, 40)).toBe(
    "more than 100, the most before, rose from 0% to 40% of rows",
  );
  expect(sayNumber(40, 15, 15, 15, 15, 0)).toBe("less than 0, the least before, rose from 0% to 40% of rows");
  expect(sayNumber(0, 10, 20, 30, 40, 0)).toBe("34.6 or more rose from 50% to 70% of rows");
  expect(sayNumber(0, 40, 30, 20, 10, 0)).toBe("less than 34.6 rose from 50% to 70% of rows");
  expect(sayNumber(0, 10, 70, 10, 10, 0)).toBe("from 10 to 34.6 rose from 25% to 70% of rows");
  expect(sayNumber(0, 35, 0, 35, 30, 0)).toBe("from 10 to 34.6 fell from 25% to 0% of rows");
});
