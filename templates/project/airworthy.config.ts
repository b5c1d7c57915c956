import { boolean, category, csv, integer, mlp, number, pipeline, text, timestamp } from "airworthy";

// Will this visit to a shop end with an order? Change the columns to those of your own data:
// a name that is not declared, an operator that does not fit, a metric that does not exist do not compile.
export default pipeline({
  name: "will-order",
  events: {
    source: csv("data/visits.csv"),
    id: "visit_id",
    entity: "customer_id",
    time: "started_at",
    label: "ordered",
    columns: {
      visit_id: text(),
      customer_id: text({ pii: true }),
      started_at: timestamp(),
      channel: category({ values: ["search", "mail", "direct"] }),
      pages: integer({ min: 1, description: "Pages seen before the basket." }),
      basket: number({ min: 0, description: "Value in the basket, in euros." }),
      ordered: boolean(),
    },
  },
  clean: ({ pages }) => [pages.isMissing().drop("visits without pages")],
  // What a feature says of an event, it knows from the customer's earlier events alone.
  features: ({ basket, pages, ordered, customer }) => ({
    visits_30d: customer.count().over("30d"),
    order_rate: customer.mean(ordered.toNumber()),
    usual_pages: customer.mean(pages).overLast(10),
    seconds_since_order: customer.timeSinceLast(ordered),
    basket_size: basket.log1p(),
  }),
  split: { by: "time", validation: 0.2 },
  model: mlp({ hidden: [16, 8], epochs: 8 }),
  validation: { slices: ["channel"] },
  gates: { accuracy: { atLeast: 0.75 }, latencyP99Ms: { atMost: 100 } },
});
