import { boolean, category, csv, integer, mlp, number, pipeline, text, timestamp } from "airworthy";

export default pipeline({
  name: "orders",
  events: {
    source: csv("visits.csv"),
    id: "visit_id",
    entity: "customer_id",
    time: "started_at",
    label: "ordered",
    columns: {
      visit_id: text(),
      customer_id: text({ pii: true }),
      started_at: timestamp(),
      channel: category(),
      pages: integer({ min: 1 }),
      basket: number({ min: 0 }),
      ordered: boolean(),
    },
  },
  clean: ({ pages }) => [pages.isMissing().drop("visits without pages")],
  features: ({ ordered, customer }) => ({ order_rate: customer.mean(ordered.toNumber()) }),
  model: mlp({ hidden: [8], epochs: 4 }),
  validation: { slices: ["channel"], bootstrapSamples: 200 },
  gates: { accuracy: { atLeast: 0.7 } },
});
