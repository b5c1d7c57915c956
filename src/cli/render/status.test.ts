import { expect, test } from "vitest";
import type { Status } from "../../pipeline/status.ts";
import { renderStatus } from "./status.ts";
import { canvas, visibleWidth } from "./style.ts";

const now = Date.UTC(2026, 4, 2);
const nothing: Status = {
  model: "will-buy",
  task: "binary",
  version: 3,
  builtAt: now - 7_200_000,
  validated: { accuracy: { value: 0.88, low: 0.86, high: 0.9 } },
  window: { from: now - 86_400_000, to: now },
  countedTo: null,
  predictions: 0,
  uncounted: 0,
  channels: [],
  requests: null,
  latency: null,
  quality: null,
  slices: [],
  coverage: null,
  drift: null,
  alerts: [],
  events: [],
};

const figure = { value: 0.861, low: 0.84, high: 0.88 };
const quality = {
  slice: "",
  predicted: 1_234,
  labelled: 900,
  measured: { accuracy: figure },
  estimated: { accuracy: figure },
};

function linesOf(status: Status, color = false): string[] {
  return renderStatus(status, canvas({ color }), { now }).trimEnd().split("\n");
}

test("renderStatus() tells what is not known apart from what is none and what is zero", () => {
  const before = linesOf(nothing);
  expect(before).toContain("Traffic   not known");
  expect(before).toContain("Quality   not known: nothing was predicted");
  expect(before).toContain("Alerts    none: no monitor has looked yet, or none is declared");
  const counted = linesOf({
    ...nothing,
    countedTo: now - 60_000,
    requests: { requests: 7, failed: 0, codes: {} },
  });
  expect(counted).toContain("Traffic   0 predictions");
  expect(counted).toContain("Requests  7 requests, 0 failed (0.0%)");
  const unlabelled = { ...quality, labelled: 0, measured: {} };
  const early = linesOf({
    ...nothing,
    countedTo: now,
    predictions: 1_234,
    quality: unlabelled,
    coverage: { predicted: 1_234, labelled: 0, due: { predicted: 0, labelled: 0 } },
  });
  expect(early).toContain("            measured   none: no label has come yet");
  expect(early).toContain("            estimated  86.1% (84.0% to 88.0%) from 1,234 scores");
  expect(early).toContain("Labels    0.0% of predictions have one (0 of 1,234)");
  expect(early).toContain("          none is due yet; 1,234 not due yet");
});

test("renderStatus() warns where nobody counts and where labels are few", () => {
  const few = { ...quality, labelled: 7 };
  const lines = linesOf({ ...nothing, countedTo: now - 3_600_000, predictions: 1_234, quality: few });
  expect(lines).toContain("          ! that is 1 h ago: is no monitor running?");
  expect(lines).toContain("            measured   86.1% (84.0% to 88.0%) on 7 labels, too few to rely on");
});

test("renderStatus() names the worst slice with enough labels", () => {
  const slice = (name: string, value: number, labelled: number) => ({
    ...quality,
    slice: name,
    labelled,
    measured: { accuracy: { value, low: null, high: null } },
  });
  const slices = [slice("page = a", 0.9, 50), slice("page = b", 0.7, 50), slice("page = c", 0.1, 5)];
  expect(linesOf({ ...nothing, quality, slices })).toContain(
    "          worst slice: page = b, 70.0% on 50 labels",
  );
});

test("renderStatus() fits 80 columns, with colour and without", () => {
  const long = {
    kind: "alert",
    at: now,
    alert: "abcd1234",
    monitor: "m".repeat(200),
    subject: "",
    change: "firing",
  } as const;
  const status: Status = { ...nothing, quality, events: [long] };
  for (const color of [true, false])
    for (const line of linesOf(status, color)) expect(visibleWidth(line)).toBeLessThanOrEqual(80);
});

test("renderStatus() tells who is told of alerts, and what came since the last count", () => {
  const channel = {
    failures: 0,
    answer: null,
    triedAt: null,
    nextAt: null,
    deliveredAt: null,
    waitingSince: null,
  };
  const lines = linesOf({
    ...nothing,
    uncounted: 12,
    channels: [
      { ...channel, channel: "team", state: "ok", failingSince: null, delivered: 3, waiting: 0 },
      {
        ...channel,
        channel: "ops",
        state: "failing",
        failingSince: now,
        answer: "503",
        delivered: 0,
        waiting: 2,
      },
    ],
  });
  expect(lines).toContain("Traffic   12 predictions since, not counted yet");
  expect(lines).toContain("Told      ✓ team  ok; 3 delivered");
  expect(lines.find((line) => line.includes("ops"))).toMatch(
    /^ {10}✗ ops {2}failing since 2026-05-02 00:00:00 UTC: 503; 0 delivered/,
  );
  expect(linesOf(nothing)).toContain("Told      nobody: the config has no notify section");
});
