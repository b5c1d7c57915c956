import { expect, test } from "vitest";
import { boolean, csv, number, pipeline, text, timestamp } from "../../index.ts";
import { columnsOfPast } from "./columns-of-past.ts";

test("columnsOfPast() are those inside aggregates, each once; what a row says of itself is none", () => {
  const { features } = pipeline({
    name: "past",
    events: {
      source: csv("unread.csv"),
      entity: "user",
      time: "at",
      label: "paid",
      columns: { user: text(), at: timestamp(), basket: number(), pages: number(), paid: boolean() },
    },
    features: ({ basket, pages, paid, entity }) => ({
      own: pages.log1p(),
      share: basket.dividedBy(entity.sum(basket)),
      rate: entity.mean(paid.toNumber()),
      usual: entity.mean(basket),
    }),
  });
  expect(columnsOfPast(features)).toEqual(["basket", "paid"]);
});
