import { expect, it } from "vitest";
import { csv, jsonLines, type Source } from "../../core/definition/index.ts";
import { firstRows } from "./first-rows.ts";
import { clickColumns, define, openWorkshop } from "./workshop.test-support.ts";

const values = {
  event_id: "e1",
  user_id: "u1",
  ts: "2026-01-02T03:04:05Z",
  device: "phone",
  dwell: "1.5",
  clicks: "9",
  bought: "true",
  undeclared: "x",
};
const { dwell, clicks, bought, ...texts } = values;
const line = JSON.stringify({ ...texts, dwell: 1.5, clicks: 9, bought: true });

it.each<[Source, string]>([
  [csv("in.csv"), `${Object.keys(values)}\n${Object.values(values)}\n`],
  [jsonLines("in.jsonl"), `${line}\n${line}\n`],
])("firstRows() gives every value of %o as text, declared or not", async (source, content) => {
  await using workshop = await openWorkshop();
  await workshop.write(source.kind === "csv" ? "in.csv" : "in.jsonl", content);
  const input = {
    definition: define({ source, columns: clickColumns }),
    projectDirectory: workshop.directory,
  };
  const [row] = await firstRows(input, { limit: 1, context: workshop.context });
  expect(row).toEqual(values);
});
