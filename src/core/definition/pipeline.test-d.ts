/** What must not compile does not: tsc reads this file with the rest, and an unused expectation is an error. */
import { boolean, category, integer, text, timestamp } from "../column.ts";
import { csv, mlp, pipeline } from "./index.ts";

const columns = {
  event_id: text(),
  user_id: text({ pii: true }),
  ts: timestamp(),
  device: category(),
  impressions: integer({ min: 0 }),
  clicks: integer({ min: 0 }),
  bought: boolean(),
};
const source = csv("data/clicks.csv");
const events = { source, id: "event_id", entity: "user_id", time: "ts", label: "bought", columns } as const;

pipeline({
  name: "will-buy",
  events: { source, id: "event_id", entity: "user_id", time: "ts", label: "bought", columns },
  clean: ({ clicks, device }) => [
    clicks.isMissing().drop("missing clicks"),
    device.isNotOneOf(["tv"]).setAside(),
  ],
  features: ({ clicks, impressions, user }) => ({
    click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
  }),
  split: { by: "time", validation: 0.2 },
  model: mlp({ hidden: [32, 16], epochs: 5 }),
  gates: { accuracy: { atLeast: 0.8 }, latencyP99Ms: { atMost: 50 } },
  monitor: { accuracy: { alertBelow: 0.8 }, latencyMs: { alertAbove: 100 } },
});

pipeline({
  name: "late",
  events: { ...events, label: { column: "clicks", above: 3, maturesAfter: "6h" } },
  gates: { rocAuc: { atLeast: 0.6 } },
});

// @ts-expect-error: a misspelt entity
pipeline({ name: "x", events: { ...events, entity: "usr_id" } });
// @ts-expect-error: a misspelt label
pipeline({ name: "x", events: { ...events, label: "buoght" } });
// @ts-expect-error: the time must be a timestamp
pipeline({ name: "x", events: { ...events, time: "device" } });
// @ts-expect-error: a misspelt column
pipeline({ name: "x", events, features: ({ clics }) => ({ clics }) });
// @ts-expect-error: text has no arithmetic
pipeline({ name: "x", events, features: ({ device }) => ({ twice: device.times(2) }) });
// @ts-expect-error: a sum wants numbers
pipeline({ name: "x", events, features: ({ device, user }) => ({ total: user.sum(device) }) });
// @ts-expect-error: "30 days" is no duration
pipeline({ name: "x", events, features: ({ user }) => ({ n: user.count().over("30 days") }) });
// @ts-expect-error: an instant is no feature
pipeline({ name: "x", events, features: ({ ts }) => ({ ts2: ts }) });
// @ts-expect-error: an unknown metric
pipeline({ name: "x", events, gates: { acuracy: { atLeast: 0.8 } } });
// @ts-expect-error: a boolean label has no R²
pipeline({ name: "x", events, gates: { r2: { atLeast: 0.8 } } });
// @ts-expect-error: text is not clipped
pipeline({ name: "x", events, clean: ({ device }) => [device.isMissing().clip()] });
// @ts-expect-error: a missing number is not imputed with text
pipeline({ name: "x", events, clean: ({ clicks }) => [clicks.isMissing().impute("none")] });

pipeline({
  name: "watched",
  events,
  validation: { slices: ["device"] },
  monitor: {
    accuracy: [
      { alertBelow: 0.8, resolveAbove: 0.85, over: "1d", for: "1h", runbook: "https://wiki/accuracy" },
      { alertBelow: 0.7, slice: "device", strict: true, latch: false },
    ],
    logLoss: { alertAbove: 0.7 },
    estimatedAccuracy: { alertBelow: 0.78, severity: "warn" },
    latencyMs: [{ alertAbove: 100 }, { alertAbove: 500, percentile: "max", for: "0s" }],
    errorShare: { alertAbove: 0.01, resolveBelow: 0.005 },
    drift: {},
    missingShare: { alertAbove: 0.2, columns: ["device"] },
    staleness: { alertAbove: "30d", of: "package" },
    traffic: { alertBelow: 1, over: "30m" },
    labelCoverage: { alertBelow: 0.5 },
    skew: { alertAbove: 0.01 },
  },
});
// @ts-expect-error: a misspelt monitor
pipeline({ name: "x", events, monitor: { acuracy: { alertBelow: 0.8 } } });
// @ts-expect-error: a boolean label has no R²
pipeline({ name: "x", events, monitor: { r2: { alertBelow: 0.8 } } });
// @ts-expect-error: accuracy is bad below, not above
pipeline({ name: "x", events, monitor: { accuracy: { alertAbove: 0.8 } } });
// @ts-expect-error: a latency that resolves above its bound
pipeline({ name: "x", events, monitor: { latencyMs: { alertAbove: 100, resolveAbove: 80 } } });
// @ts-expect-error: the package's latency is measured once
pipeline({ name: "x", events, monitor: { latencyP99Ms: { alertAbove: 100 } } });
// @ts-expect-error: "1 hour" is no duration
pipeline({ name: "x", events, monitor: { accuracy: { alertBelow: 0.8, over: "1 hour" } } });
// @ts-expect-error: an age is a duration
pipeline({ name: "x", events, monitor: { staleness: { alertAbove: 30 } } });
const sliced = { name: "x", events, features: () => ({}) } as const;
// @ts-expect-error: there is no such slice
pipeline({ ...sliced, monitor: { accuracy: { alertBelow: 0.8, slice: "devise" } } });
// @ts-expect-error: there is no such severity
pipeline({ name: "x", events, monitor: { accuracy: { alertBelow: 0.8, severity: "loud" } } });
