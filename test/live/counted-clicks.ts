import { boolean, csv, type Definition, integer, mlp, pipeline, text, timestamp } from "../../src/index.ts";

/** Clicks of users, counted and summed: small, with one feature over all time and one over an hour. */
export function countedClicks(name: string): Definition {
  return pipeline({
    name,
    events: {
      source: csv("unread.csv"),
      id: "id",
      entity: "user",
      time: "ts",
      label: "bought",
      columns: { id: text(), user: text(), ts: timestamp(), clicks: integer(), bought: boolean() },
    },
    features: ({ entity, clicks }) => ({ events: entity.count(), total: entity.sum(clicks).over("1h") }),
    model: mlp({ hidden: [4] }),
  });
}
