import { expect, test } from "vitest";
import { boolean, integer, text, timestamp } from "../column.ts";
import { AirworthyError } from "../error.ts";
import { csv, pipeline, type RetentionOptions } from "./index.ts";

const day = 86_400_000;

function keeping(retention: RetentionOptions, monitor: object = {}) {
  return pipeline({
    name: "kept",
    events: {
      source: csv("unread.csv"),
      id: "id",
      entity: "user",
      time: "ts",
      label: { column: "bought", maturesAfter: "3d" },
      columns: { id: text(), user: text(), ts: timestamp(), clicks: integer(), bought: boolean() },
    },
    features: ({ entity, clicks }) => ({ month: entity.sum(clicks).over("30d"), all: entity.count() }),
    monitor,
    retention,
  });
}

test("pipeline() keeps what users own for ever unless told, and the rest for a while", () => {
  expect(keeping({}).retention).toEqual({
    eventsMs: null,
    predictionsMs: null,
    feedbackMs: null,
    profilesMs: { minutes: 7 * day, hours: 90 * day, days: 730 * day },
    notificationsMs: 90 * day,
    alertsMs: 365 * day,
    auditMs: null,
    unlearned: "keep",
  });
  const { retention } = keeping({ events: "400d", predictions: "90d", profiles: { days: "forever" } });
  expect(retention).toMatchObject({ eventsMs: 400 * day, predictionsMs: 90 * day, feedbackMs: 400 * day });
  expect(retention?.profilesMs).toEqual({ minutes: 7 * day, hours: 90 * day, days: null });
});

test.each<[string, RetentionOptions, string]>([
  [
    "a feature's window",
    { events: "39d" },
    "retention.events is 39d, wanted 40d or more: a feature looks back",
  ],
  [
    "a label's maturity",
    { predictions: "3d" },
    "retention.predictions is 3d, wanted 4d or more: whole days go",
  ],
  [
    "what labels are about",
    { feedback: "100d" },
    "retention.feedback is 100d, wanted forever: a label stays",
  ],
  [
    "its events",
    { events: "80d", predictions: "50d", feedback: "60d" },
    "retention.feedback is 60d, wanted 80d",
  ],
  ["a minute's monitors", { profiles: { minutes: "2h" } }, "retention.profiles.minutes is 2h, wanted 1d"],
  ["an hour's minutes", { profiles: { hours: "6d" } }, "retention.profiles.hours is 6d, wanted 7d"],
  ["a day's hours", { profiles: { hours: "forever" } }, "retention.profiles.days is 730d, wanted forever"],
  ["a message's next try", { notifications: "1h" }, "retention.notifications is 1h, wanted 1d"],
  ["people", { alerts: "1h" }, "retention.alerts is 1h, wanted 1d"],
  ["a day's retrainings", { audit: "2h" }, "retention.audit is 2h, wanted 1d"],
  ["one word", { unlearned: "burn" as "keep" }, `retention.unlearned is 'burn', wanted "keep" or "remove"`],
])("pipeline() refuses a retention that is shorter than %s needs", (_, retention, clause) => {
  expect(problems(() => keeping(retention))).toEqual([expect.stringContaining(clause)]);
});

test("pipeline() keeps as much as the monitors look at", () => {
  const over = { over: "10d" } as const;
  expect(problems(() => keeping({ predictions: "20d" }, { skew: over }))).toEqual([
    expect.stringContaining("retention.predictions is 20d, wanted 21d"),
  ]);
  const profiles = { minutes: "1d", hours: "2d", days: "12d" } as const;
  expect(problems(() => keeping({ profiles }, { accuracy: { alertBelow: 0.8, ...over } }))).toEqual([
    expect.stringContaining("retention.profiles.days is 12d, wanted 13d"),
  ]);
  expect(
    keeping({ events: "40d", predictions: "21d", profiles: { ...profiles, days: "13d" } }, { skew: over }),
  ).toBeDefined();
});

function problems(work: () => unknown): unknown {
  try {
    work();
  } catch (cause) {
    if (cause instanceof AirworthyError && cause.code === "CONFIG_INVALID") return cause.details.problems;
    throw cause;
  }
  return null;
}
