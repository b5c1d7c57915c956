import { expect, test } from "vitest";
import type { Monitor, MonitorKind, Reading } from "../../../core/monitor/index.ts";
import { type LatencyWindow, sketchOf, sketchPart, type WindowProfile } from "../../../core/profile/index.ts";
import type { VersionSkew } from "../../7-serve/index.ts";
import { completeReadings, type Measure, measures } from "./index.ts";

const window = { model: "m", version: 2, from: 0, to: 60_000 };
const unwanted = () => Promise.reject(new Error("not wanted"));

const common = {
  name: "it",
  direction: "above",
  bound: 1,
  resolveBound: 1,
  overMs: 60_000,
  forMs: 0,
  leastSample: 0,
  severity: "warn",
  runbook: null,
  latch: false,
  strict: false,
} as const;

async function measure(
  part: Partial<Monitor> & { kind: MonitorKind },
  profiles: readonly WindowProfile[],
  skew: VersionSkew | null = null,
): Promise<readonly Reading[]> {
  const measureOf = measures[part.kind] as Measure<MonitorKind>;
  return await measureOf({
    monitor: { ...common, ...part } as Monitor,
    window,
    profiles: async () => profiles,
    everyVersion: async () => [...profiles, ...profiles],
    package: unwanted,
    builtAt: 10_000,
    replaySince: async () => skew,
  });
}

/** Latencies of 1, 2 … 1,000 ms. */
const thousand: LatencyWindow = {
  kind: "latency",
  name: "total",
  count: 1_000,
  max: 1_000,
  sketch: sketchOf(
    [
      ...Map.groupBy(
        Array.from({ length: 1_000 }, (_, index) => sketchPart(index + 1)),
        (part) => part,
      ),
    ].map(([part, all]) => [part, all.length] as const),
  ),
};

const latency = { kind: "latencyMs", percentile: 99, phase: "total" } as const;

test("the measure of latency is the percentile between those of its rank's interval", async () => {
  const [p99] = await measure(latency, [thousand]);
  expect(p99).toMatchObject({ count: 1_000, version: 2, from: 0, to: 60_000 });
  // The rank of the 99th percentile of 1,000 lies between 990 ± 1.96 √(1000 · 0.99 · 0.01) = 983.8 and 996.2.
  for (const [given, wanted] of [
    [p99?.value, 990],
    [p99?.low, 984],
    [p99?.high, 997],
  ] as const)
    expect(Math.abs((given ?? 0) - wanted)).toBeLessThan(wanted / 100);
  expect(await measure({ ...latency, percentile: "max" }, [thousand])).toMatchObject([
    { value: 1_000, low: null },
  ]);
  expect(await measure({ ...latency, phase: "queue" }, [thousand])).toMatchObject([
    { value: null, why: "no server has told of a request in the window" },
  ]);
});

test("the measure of latency never lies beyond the longest request", async () => {
  const one: LatencyWindow = {
    kind: "latency",
    name: "total",
    count: 1,
    max: 176,
    sketch: [[sketchPart(176), 1]],
  };
  const [reading] = await measure(latency, [one]);
  expect(reading?.value).toBeLessThanOrEqual(176);
  expect(reading?.high).toBe(176);
});

test("the measure of errors counts what the server failed at, not what was asked wrongly", async () => {
  const counts = { OK: 90, REQUEST_INVALID: 6, OVERLOADED: 3, DEFECT: 1 };
  const [reading] = await measure({ kind: "errorShare" }, [
    { kind: "outcomes", name: "POST /predict", counts },
  ]);
  expect(reading).toMatchObject({ count: 100, value: 0.04 });
  expect(reading?.low).toBeCloseTo(0.0157, 4); // Wilson's interval of 4 of 100
  expect(reading?.high).toBeCloseTo(0.0984, 4);
});

test("the measure of traffic counts every version, and none is a value", async () => {
  expect(await measure({ kind: "traffic" }, [])).toMatchObject([{ value: 0, count: 0 }]);
});

test("the measure of skew is the share of values that a replay makes otherwise, refused rows whole", async () => {
  const input = { origin: "feature", greatestDifference: null, examples: [] } as const;
  const skew: VersionSkew = {
    model: "m",
    version: 2,
    predictions: 11,
    removed: 0,
    refused: { count: 1, examples: [] },
    inputs: [
      { name: "a", compared: 10, mismatches: 3, ...input },
      { name: "b", compared: 10, mismatches: 0, ...input },
    ],
  };
  expect(await measure({ kind: "skew" }, [], skew)).toMatchObject([{ value: 5 / 22, count: 11 }]);
  expect(await measure({ kind: "skew" }, [])).toMatchObject([
    { value: null, why: "there was no prediction to replay" },
  ]);
});

test("the measure of staleness is the package's age where that is asked", async () => {
  expect(await measure({ kind: "staleness", of: "package" }, [])).toMatchObject([{ value: 50_000 }]);
});

test("completeReadings() says of a known subject that nothing was found of it", () => {
  const monitor = { ...common, kind: "drift", columns: null, threshold: null } as const;
  const found: Reading = {
    measure: "drift",
    subject: "a",
    from: 0,
    to: 1,
    count: 9,
    value: 2,
    low: null,
    high: null,
  };
  expect(completeReadings(monitor, [found], ["a", "b"])).toMatchObject([
    { subject: "a", value: 2 },
    { subject: "b", value: null, why: "nothing was measured of it in this window" },
  ]);
  const whole: Reading = { ...found, subject: "", count: 0, value: null, why: "there was no row" };
  expect(completeReadings(monitor, [whole], ["a", "b"])).toMatchObject([
    { subject: "a", value: null, why: "there was no row" },
    { subject: "b", value: null, why: "there was no row" },
  ]);
  expect(completeReadings(monitor, [whole], [])).toEqual([whole]);
  expect(completeReadings(monitor, [], ["a"])).toEqual([]);
});
