/** Every formula against SciPy on the same numbers: test/fixtures/drift-reference.json tells versions and calls. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benjaminiHochberg } from "../statistics/benjamini-hochberg.ts";
import { gammaTail } from "../statistics/gamma-tail.ts";
import { logGamma } from "../statistics/log-gamma.ts";
import { type CountedShare, twoSharesTest } from "../statistics/two-shares-test.ts";
import { chiSquared } from "./chi-squared.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { kolmogorovSmirnov, type TestResult } from "./kolmogorov-smirnov.ts";
import { largestDifference } from "./largest-difference.ts";
import { populationStability } from "./population-stability.ts";
import { tailChance } from "./tail-chance.ts";
import { wasserstein } from "./wasserstein.ts";

interface Case {
  readonly one: number[];
  readonly other: number[];
  readonly positions: number[];
  readonly spread: number;
  readonly jensenShannon: number;
  readonly wasserstein: number;
  readonly populationStability: number;
  readonly largestDifference: number;
  readonly kolmogorovSmirnov: TestResult;
  readonly chiSquared: TestResult;
}

const reference = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/drift-reference.json", import.meta.url), "utf8"),
) as {
  readonly histograms: readonly Case[];
  readonly gammaTail: readonly { readonly shape: number; readonly x: number; readonly value: number }[];
  readonly logGamma: readonly { readonly x: number; readonly value: number }[];
  readonly twoShares: readonly {
    readonly one: CountedShare;
    readonly other: CountedShare;
    readonly pValue: number;
  }[];
  readonly falseDiscovery: readonly { readonly pValues: number[]; readonly adjusted: number[] }[];
  readonly nakagami: readonly {
    readonly mean: number;
    readonly deviation: number;
    readonly x: number;
    readonly value: number;
  }[];
};

/** To 9 digits, or to 1e-13 where both are nearly zero. */
function expectNear(found: number, wanted: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted) + 1e-13);
}

const distances = {
  jensenShannon: ({ one, other }: Case) => jensenShannon(one, other),
  wasserstein: ({ one, other, positions, spread }: Case) => wasserstein(one, other, { positions, spread }),
  populationStability: ({ one, other }: Case) => populationStability(one, other),
  largestDifference: ({ one, other }: Case) => largestDifference(one, other),
} as const;

test.each(Object.keys(distances) as (keyof typeof distances)[])("%s() agrees with SciPy", (name) => {
  expect(reference.histograms.length).toBe(22);
  for (const each of reference.histograms) expectNear(distances[name](each), each[name]);
});

test.each([
  ["kolmogorovSmirnov", kolmogorovSmirnov],
  ["chiSquared", chiSquared],
] as const)("%s() agrees with SciPy in statistic and p-value", (name, run) => {
  for (const each of reference.histograms) {
    const { statistic, pValue } = run(each.one, each.other);
    expectNear(statistic, each[name].statistic);
    expectNear(pValue, each[name].pValue);
  }
});

test("gammaTail() and logGamma() agree with SciPy", () => {
  for (const { shape, x, value } of reference.gammaTail) expectNear(gammaTail(shape, x), value);
  for (const { x, value } of reference.logGamma) expectNear(logGamma(x), value);
});

test("twoSharesTest() agrees with SciPy, with many rows and with few", () => {
  for (const { one, other, pValue } of reference.twoShares) {
    const found = twoSharesTest(one, other);
    expect(Math.abs(found - pValue)).toBeLessThanOrEqual(1e-6 * pValue);
    expectNear(twoSharesTest(other, one), found);
  }
});

test("benjaminiHochberg() agrees with SciPy's false_discovery_control", () => {
  for (const { pValues, adjusted } of reference.falseDiscovery) {
    benjaminiHochberg(pValues).forEach((value, index) => {
      expectNear(value, adjusted[index] ?? Number.NaN);
    });
  }
});

test("tailChance() finds the Nakagami distribution from its mean and deviation", () => {
  for (const { mean, deviation, x, value } of reference.nakagami)
    expect(tailChance(x, { mean, deviation })).toBeCloseTo(value, 8);
  expect(tailChance(0, { mean: 0, deviation: 0 })).toBe(1);
  expect(tailChance(0.1, { mean: 0, deviation: 0 })).toBe(0);
});
