import { boolean, category, csv, integer, mlp, number, pipeline, text, timestamp } from "airworthy";

export default pipeline({
  name: "will-buy",
  events: {
    source: csv("data/clicks.csv"),
    id: "event_id",
    entity: "user_id",
    time: "ts",
    label: "bought",
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
  clean: ({ clicks }) => [clicks.isMissing().drop("missing clicks")],
  features: ({ clicks, impressions, user }) => ({
    click_rate: user.sum(clicks).over("30d").dividedBy(user.sum(impressions).over("30d")),
    time_since_last_click: user.timeSinceLast(clicks.gt(0)),
  }),
  split: { by: "time", validation: 0.2 },
  model: mlp({ hidden: [32, 16], epochs: 5, batchSize: 256, learningRate: 0.003 }),
  validation: { slices: ["device", "page"] },
  gates: { accuracy: { atLeast: 0.8 }, latencyP99Ms: { atMost: 50 } },
  monitor: { accuracy: { alertBelow: 0.8 }, latencyMs: { alertAbove: 100 } },
});
