/** A small log that is sound: Ann and Bob come eight times each, in turn, and what each means is plain. */
import {
  boolean,
  csv,
  type Definition,
  integer,
  number,
  pipeline,
  rows,
  text,
  timestamp,
} from "../../src/index.ts";
import type { EventLog } from "../../src/io/event-log/index.ts";
import { LoggedServing } from "./logged-serving.ts";

const definition = pipeline({
  name: "spoilt",
  events: {
    source: csv("unread.csv"),
    id: "id",
    entity: "user_id",
    time: "ts",
    label: { column: "bought", maturesAfter: "2s" },
    columns: {
      id: text(),
      user_id: text({ pii: true }),
      ts: timestamp(),
      pages: integer({ max: 90 }),
      price: number(),
      note: text({ pii: true }),
      bought: boolean(),
    },
  },
  clean: ({ pages }) => [rows(pages.equals(13)).drop("unlucky")],
  features: ({ pages, price, note, bought, user }) => ({
    visits: user.count(),
    pages_seen: user.sum(pages).over("1h"),
    spent: user.sum(price),
    last_note: user.last(note),
    orders: user.count({ where: bought }),
  }),
});
export const inputs = [
  ...definition.features.map(({ name, type }) => ({ name, type, origin: "feature" as const })),
  { name: "pages", type: "number" as const, origin: "column" as const },
];
export const served: Definition = { ...definition, inputs };

export const start = Date.UTC(2026, 4, 1);
export const at = (second: number) => new Date(start + second * 1_000).toISOString();
const event = (user: string, index: number) => ({
  id: `${user}${index}`,
  user_id: user,
  ts: at(index),
  pages: index + 1,
  price: 0.1 * index - 0.3,
  note: `secret ${index}`,
});

/** Predictions p-a0, p-b0, p-a1, …; labels of their third visits come after the sixth. */
export async function fillLog(log: EventLog): Promise<void> {
  const serving = new LoggedServing(log, { definition: served, version: 1, maxLatenessMicros: 1e12 });
  for (let index = 0; index < 8; index += 1) {
    for (const user of ["a", "b"]) {
      const now = start + index * 1_000;
      await serving.take(JSON.stringify(event(user, index)), {
        now,
        predict: `p-${user}${index}`,
        record: true,
      });
      if (index === 5) await serving.label(`${user}2`, true, now);
    }
  }
}
