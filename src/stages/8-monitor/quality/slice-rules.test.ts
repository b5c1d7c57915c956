import { expect, test } from "vitest";
import { boolean, category, csv, number, pipeline, text, timestamp } from "../../../index.ts";
import { openEngine } from "../../../io/engine.ts";
import type { Manifest } from "../../6-package/index.ts";
import { sliceRules } from "./slice-rules.ts";

const definition = pipeline({
  name: "m",
  events: {
    source: csv("c.csv"),
    entity: "user_id",
    time: "ts",
    label: "bought",
    columns: {
      user_id: text(),
      ts: timestamp(),
      device: category(),
      mail: text({ pii: true }),
      age: number(),
      returned: boolean({ outcome: true }),
      bought: boolean(),
    },
  },
  features: ({ user, device }) => ({
    visits: user.count().over("7d"),
    last_device: user.last(device).over("7d"),
  }),
  validation: { slices: ["device", "age", "visits", "mail", "returned"] },
});

const metric = { value: 1, low: 1, high: 1 };
const validated = [
  "device = phone",
  "device = it's",
  "device = (3 other values)",
  "age < 20",
  "20 ≤ age < 40.5",
  "visits = 2",
  "mail = #8b1a9953",
];
const slices = validated.map((name) => ({ name, rows: 9, metric, declared: true }));
const found = { name: "device = tablet", rows: 9, metric, declared: false };

async function namesOf(row: string, own: Manifest["slices"]): Promise<unknown[]> {
  using engine = await openEngine({ threads: 1 });
  const rules = sliceRules({ definition, slices: own });
  const sql = `SELECT ${rules.map(({ sql: one }) => one).join(", ")} FROM (SELECT ${row})`;
  const [names = {}] = await engine.all(sql);
  return Object.values(names);
}

const row = (device: string, age: string, visits: string, mail: string) =>
  `CAST(${device} AS VARCHAR) AS "columns.device", CAST(${age} AS DOUBLE) AS "columns.age",
   CAST(${visits} AS DOUBLE) AS "inputs.visits", CAST(${mail} AS VARCHAR) AS "columns.mail"`;

test.each([
  [
    row("'phone'", "19.5", "2", "'Hello'"),
    ["device = phone", "age < 20", "visits = 2", "mail = (other values)"],
  ],
  [
    row("'it''s'", "20", "3", "NULL"),
    ["device = it's", "20 ≤ age < 40.5", "visits = (other values)", "mail = (missing)"],
  ],
  [
    row("'tablet'", "40.5", "NULL", "'x'"),
    ["device = (3 other values)", "age ≥ 40.5", "visits = (missing)", "mail = (other values)"],
  ],
  [
    row("NULL", "NULL", "2", "'x'"),
    ["device = (missing)", "age = (missing)", "visits = 2", "mail = (other values)"],
  ],
])("sliceRules() puts a row of %s into the slices that validation named", async (values, wanted) => {
  expect(await namesOf(values, [...slices, found])).toEqual(wanted);
});

test("sliceRules() tells a personal value by its mark alone", async () => {
  const mark = { name: "mail = #185f8db3", rows: 9, metric, declared: true };
  const names = await namesOf(row("'phone'", "1", "2", "'Hello'"), [...slices, mark]);
  expect(names[3]).toBe("mail = #185f8db3");
});
