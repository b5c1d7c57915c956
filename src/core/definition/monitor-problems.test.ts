import { expect, test } from "vitest";
import { boolean, category, integer, number, text, timestamp } from "../column.ts";
import { AirworthyError } from "../error.ts";
import { csv, pipeline } from "./index.ts";

const columns = {
  id: text(),
  user_id: text({ pii: true }),
  ts: timestamp(),
  device: category(),
  clicks: integer(),
  paid: number(),
  bought: boolean(),
};
const events = { source: csv("c.csv"), entity: "user_id", time: "ts", label: "bought", columns } as const;
const validation = { slices: ["device"] } as const;

/** As a config without its types would have it. */
function problemsOf(monitor: object, label = "bought"): readonly string[] {
  try {
    pipeline({ name: "m", events: { ...events, label: label as "bought" }, validation, monitor });
  } catch (error) {
    if (error instanceof AirworthyError) return error.details.problems as readonly string[];
    throw error;
  }
  return [];
}

test.each([
  [{ acuracy: { alertBelow: 0.8 } }, "did you mean 'accuracy'?"],
  [{ quality: { alertBelow: 0.8 } }, "neither a metric nor a kind"],
  [{ accuracy: 0.8 }, "monitor.accuracy wants an object, such as { alertBelow: 0.8 }"],
  [{ accuracy: { alertBelow: 0.8, leest: 3 } }, "monitor.accuracy has no 'leest'; it takes name, over"],
  [{ latencyMs: { alertAbove: 100, slice: "device" } }, "monitor.latencyMs has no 'slice'"],
  [{ accuracy: {} }, "the monitor 'accuracy' needs alertBelow"],
  [{ accuracy: { alertBelow: 80 } }, "has the bound 80, wanted a share from 0 to 1"],
  [{ accuracy: { alertBelow: 0.8, resolveAbove: 0.7 } }, "is over at 0.7, which is on the bad side"],
  [{ latencyMs: { alertAbove: 100, resolveBelow: 120 } }, "is over at 120, which is on the bad side"],
  [{ accuracy: { alertBelow: 0.8, over: "90s" } }, "wants `over` in whole minutes"],
  [{ accuracy: { alertBelow: 0.8, leastSample: 1.5 } }, "wants leastSample"],
  [{ accuracy: { alertBelow: 0.8, severity: "loud" } }, "has the severity 'loud', wanted page or warn"],
  [{ accuracy: { alertBelow: 0.8, runbook: "ask Bo" } }, "has the runbook 'ask Bo', wanted a URL"],
  [{ accuracy: { alertBelow: 0.8, name: "\u0007" } }, "wants a short name"],
  [{ accuracy: { alertBelow: 0.8, slice: "clicks" } }, "names the slice 'clicks'"],
  [{ rmse: { alertAbove: 1 } }, "has no meaning for a binary label"],
  [{ latencyP99Ms: { alertAbove: 1 } }, "is measured once; use latencyMs"],
  [{ latencyMs: { alertAbove: 1, percentile: 100 } }, "has the percentile 100"],
  [{ latencyMs: { alertAbove: 1, phase: "lunch" } }, "has the phase 'lunch'"],
  [{ staleness: { alertAbove: "1d", of: "moon" } }, "is of 'moon', wanted data or package"],
  [{ drift: { threshold: 0 } }, "has the threshold 0"],
  [{ missingShare: { alertAbove: 0.5, columns: ["devise"] } }, "names 'devise'"],
  [{ drift: { columns: ["devise"] } }, "names 'devise'"],
  [{ traffic: [{ alertBelow: 1 }, { alertBelow: 2 }] }, "two monitors are called 'traffic'"],
])("pipeline() refuses the monitors %j", (monitor, clause) => {
  expect(problemsOf(monitor)).toEqual([expect.stringContaining(clause)]);
});

test("pipeline() refuses an estimated accuracy of numbers", () => {
  expect(problemsOf({ estimatedAccuracy: { alertBelow: 0.8 } }, "paid")).toEqual([
    expect.stringContaining("no meaning for a regression label"),
  ]);
});

test("pipeline() makes monitors plain data, each with a name of its own", () => {
  const { monitor } = pipeline({
    name: "m",
    events,
    validation,
    monitor: {
      accuracy: [
        { alertBelow: 0.8, resolveAbove: 0.85, over: "2h", for: "30m" },
        { alertBelow: 0.7, slice: "device" },
      ],
      latencyMs: [
        { alertAbove: 100, for: "0s" },
        { alertAbove: 500, percentile: "max", phase: "compute" },
      ],
      drift: {},
      staleness: { alertAbove: "30d" },
    },
  });
  expect(JSON.parse(JSON.stringify(monitor))).toEqual(monitor);
  expect(monitor.map(({ name }) => name)).toEqual([
    "accuracy",
    "accuracy by device",
    "latencyMs",
    "latencyMs compute max",
    "drift",
    "staleness",
  ]);
  expect(monitor[0]).toEqual({
    name: "accuracy",
    kind: "quality",
    metric: "accuracy",
    slice: null,
    direction: "below",
    bound: 0.8,
    resolveBound: 0.85,
    overMs: 7_200_000,
    forMs: 1_800_000,
    leastSample: 50,
    severity: "page",
    runbook: null,
    latch: true,
    strict: false,
  });
  expect(monitor[2]).toMatchObject({ bound: 100, resolveBound: 100, forMs: 0, latch: true, leastSample: 20 });
  expect(monitor[3]).toMatchObject({ percentile: "max", phase: "compute", leastSample: 1 });
  expect(monitor[4]).toMatchObject({ bound: 1, direction: "above", latch: false });
  expect(monitor[5]).toMatchObject({ bound: 30 * 86_400_000, of: "data" });
});
