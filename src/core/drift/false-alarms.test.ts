/**
 * What is promised: a report on a window without drift says `drift` of anything in at most 5 of 100 windows, whatever
 * the window's count, and anything but `ok` of a feature in at most 1 of 100; and a true drift is still found.
 */
import { expect, test } from "vitest";
import { type Random, seededRandom } from "../random.ts";
import { drawBinomial } from "../statistics/draw-binomial.ts";
import { type DriftMeasure, distanceBetween, type Reference } from "./drift-measure.ts";
import { measureDrift, measureMissing, signalOf } from "./drift-signal.ts";
import { judgeDrift } from "./judge-drift.ts";
import { noDriftSpread } from "./no-drift-spread.ts";

const bins = [2, 2, 3, 5, 5, 8, 8, 10, 12, 15, 18, 20, 20, 20, 25, 30, 40, 50];
const [referenceWindows, rowsOfWindow] = [20, 400];

function drawCounts(shares: readonly number[], rows: number, random: Random): number[] {
  let [left, weight] = [rows, 1];
  return shares.map((share, bin) => {
    const drawn = bin === shares.length - 1 ? left : drawBinomial(left, Math.min(1, share / weight), random);
    left -= drawn;
    weight -= share;
    return drawn;
  });
}

/** Shares that are `shares` with a normal factor of this relative size each. */
function changed(shares: readonly number[], size: number, random: Random): number[] {
  const weights = shares.map((share) => share * Math.exp(size * random.normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

interface Feature {
  readonly reference: Reference;
  readonly draw: (rows: number) => number[];
}

function feature(count: number, change: number, random: Random): Feature {
  const shares = changed(Array<number>(count).fill(1 / count), 1, random);
  // The shares change as often as reference windows do.
  const draw = (rows: number) => {
    const parts = Array.from({ length: Math.ceil(rows / rowsOfWindow) }, (_, part) =>
      drawCounts(changed(shares, change, random), Math.min(rowsOfWindow, rows - part * rowsOfWindow), random),
    );
    return shares.map((_, bin) => parts.reduce((sum, part) => sum + (part[bin] ?? 0), 0));
  };
  const windows = Array.from({ length: referenceWindows }, () => draw(rowsOfWindow));
  const counts = shares.map((_, bin) => windows.reduce((sum, window) => sum + (window[bin] ?? 0), 0));
  const places = { positions: shares.map((_, bin) => bin), spread: count / 3 };
  return { reference: { counts, isOrdered: true, places, windows }, draw };
}

function alarms(measure: DriftMeasure, rows: number, change: number) {
  const random = seededRandom(11);
  const found = { reports: 0, signals: 0, drifting: 0, possible: 0 };
  for (let baseline = 0; baseline < 5; baseline++) {
    const features = bins.map((count) => feature(count, change, random));
    const spreads = features.map(({ reference }) =>
      noDriftSpread(reference, { measure, rows, learned: true }),
    );
    for (let window = 0; window < 60; window++) {
      const signals = features.map(({ reference, draw }, index) => {
        const distance = distanceBetween(measure, reference, draw(rows)) ?? Number.NaN;
        const spread = spreads[index] ?? { mean: 0, deviation: 0 };
        return signalOf({ measure, count: rows, distance, spread });
      });
      const states = judgeDrift(signals, { leastCount: 100, falseAlarms: 0.05 });
      found.reports += 1;
      found.signals += states.length;
      found.drifting += states.includes("drift") ? 1 : 0;
      found.possible += states.filter((state) => state !== "ok").length;
    }
  }
  return found;
}

const situations = ([200, 1_000, 10_000] as const).flatMap((rows) =>
  ([0, 0.15] as const).map((change) => [rows, change] as const),
);

test.each(situations)(
  "judgeDrift() keeps its promise on windows of %i rows whose shares change by %f of themselves",
  (rows, change) => {
    const { reports, signals, drifting, possible } = alarms("jensenShannon", rows, change);
    expect(drifting / reports).toBeLessThanOrEqual(0.05);
    expect(possible / signals).toBeLessThanOrEqual(0.01);
  },
);

test.each(["wasserstein", "kolmogorovSmirnov", "largestDifference", "populationStability"] as const)(
  "judgeDrift() alarms falsely in at most 12 of 100 windows with %s, whose tail is heavier",
  (measure) => {
    const { reports, drifting } = alarms(measure, 1_000, 0.15);
    expect(drifting / reports).toBeLessThanOrEqual(0.12);
  },
);

const device = feature(3, 0, seededRandom(3)).reference;
const share = (rows: number, part: number) => [rows - Math.round(part * rows), Math.round(part * rows)];
const [total, eachWindow] = [8_000, 400];
const tablets: Reference = {
  ...device,
  counts: share(total, 0.04),
  windows: Array.from({ length: 20 }, (_, index) => share(eachWindow, 0.04 + 0.01 * Math.sin(index))),
};

test.each([200, 1_000, 10_000])("measureDrift() sees a share rise from 4 to 19 of 100 in %i rows", (rows) => {
  const signal = measureDrift(tablets, share(rows, 0.19), { measure: "jensenShannon" });
  expect(judgeDrift([signal], { leastCount: 100, falseAlarms: 0.05 })).toEqual(["drift"]);
});

test("measureDrift() asks a smaller window for a greater distance, and an own threshold for none", () => {
  const at = (rows: number, threshold?: number) =>
    measureDrift(tablets, share(rows, 0.1), { measure: "jensenShannon", threshold })?.threshold ?? Number.NaN;
  expect(at(200)).toBeGreaterThan(at(1_000));
  expect(at(1_000)).toBeGreaterThan(at(100_000));
  expect(at(200, 0.3)).toBe(0.3);
});

test("judgeDrift() says nothing below the least count, and less of one among many", () => {
  const options = { leastCount: 100, falseAlarms: 0.05 };
  const signal = {
    measure: "jensenShannon",
    count: 500,
    distance: 0.2,
    threshold: 0.1,
    pValue: 0.004,
  } as const;
  const quiet = { ...signal, distance: 0.05, pValue: 0.5 };
  expect(judgeDrift([{ ...signal, count: 99 }, null], options)).toEqual(["notEnoughData", "notEnoughData"]);
  expect(judgeDrift([signal, quiet], options)).toEqual(["drift", "ok"]);
  expect(judgeDrift([signal, ...Array(19).fill(quiet)], options)[0]).toBe("possible");
  // What may not be judged takes no part in how many were looked at.
  expect(judgeDrift([signal, ...Array(19).fill({ ...quiet, count: 3 })], options)[0]).toBe("drift");
});

test("measureMissing() wants more than a few missing rows, and sees many", () => {
  const never: Reference = { ...device, counts: [8_000, 0], windows: Array(20).fill([400, 0]) };
  const others = Array(9).fill(measureMissing(never, [200, 0]));
  const state = (missing: number) => {
    const signal = measureMissing(never, [200 - missing, missing]);
    return judgeDrift([signal, ...others], { leastCount: 100, falseAlarms: 0.05 })[0];
  };
  expect([state(0), state(1), state(5)]).toEqual(["ok", "possible", "drift"]);
  // A share that jumps from window to window by itself is no drift when it does so again.
  const jumping: Reference = {
    ...device,
    counts: [6_000, 2_000],
    windows: Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? [400, 0] : [200, 200])),
  };
  const again = measureMissing(jumping, [500, 500]);
  expect(judgeDrift([again], { leastCount: 100, falseAlarms: 0.05 })).toEqual(["ok"]);
});
