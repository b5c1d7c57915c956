/** The clicks example as it is kept good: labels come two days late, monitors watch, a challenger goes its way by itself. */
import { boolean, category, csv, integer, mlp, number, pipeline, text, timestamp } from "airworthy";

export default pipeline({
  name: "will-buy",
  events: {
    source: csv("data/clicks.csv"),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    label: { column: "bought", maturesAfter: "2d" },
    columns: {
      event_id: text(),
      user_id: text({ pii: true }),
      ts: timestamp(),
      device: category({ values: ["phone", "laptop", "tablet"] }),
      country: category(),
      page: category({ description: "Where the visit began." }),
      impressions: integer({ min: 0, description: "Offers shown in the visit." }),
      clicks: integer({ min: 0, description: "Offers clicked in the visit." }),
      dwell_ms: number({ min: 0, description: "Time spent in the visit." }),
      bought: boolean(),
    },
  },
  features: ({ clicks, impressions, user }) => ({
    click_rate: user.sum(clicks).over("10d").dividedBy(user.sum(impressions).over("10d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
  }),
  inputs: ["device", "country", "page", "dwell_ms"],
  split: { by: "time", validation: 0.1 },
  model: mlp({ hidden: [32, 16], epochs: 8, batchSize: 128, learningRate: 0.003 }),
  validation: { slices: ["device"] },
  gates: { accuracy: { atLeast: 0.8 } },
  monitor: {
    accuracy: { alertBelow: 0.8, over: "1d" },
    estimatedAccuracy: { alertBelow: 0.8, over: "1d" },
    drift: { alertAbove: 1.5, over: "1d" },
  },
  retrain: { promote: "when better", through: "shadow", onAlert: true, coolDown: "7d" },
  rollout: {
    shadow: { for: "20h", leastRows: 200 },
    canary: { steps: [0.2, 0.5], each: "20h", leastRows: 50 },
    // Where the champion is wrong, a good challenger answers otherwise: what labels say decides.
    gates: { agreement: { atLeast: 0.3 }, scoreDistance: { atMost: 0.8 }, latencyTimes: { atMost: 10 } },
  },
});
