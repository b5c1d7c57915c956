import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/cli/airworthy.ts";
import { boolean, csv, integer, pipeline, text, timestamp } from "../index.ts";
import { openStore, recordDecision, recordReadings } from "../io/store/index.ts";
import { retrainingFacts } from "./retraining-facts.ts";

const day = 86_400_000;

test("retrainingFacts() counts an alert from when it fired by the clock, however old the window is that it saw", async () => {
  const definition = pipeline({
    name: "will-buy",
    events: {
      source: csv("clicks.csv"),
      entity: "user_id",
      time: "ts",
      label: { column: "bought", maturesAfter: "2d" },
      columns: { user_id: text(), ts: timestamp(), clicks: integer(), bought: boolean() },
    },
    monitor: { accuracy: { alertBelow: 0.8 } },
  });
  const { name: model, monitor } = definition;
  const [accuracy] = monitor;
  await using folder = await temporaryFolder();
  await using store = await openStore(join(folder.path, "store.sqlite"));
  const firingAt = async (now: number) =>
    (await retrainingFacts({ definition, store, log: store, now })).firing;
  const decide = (at: number) =>
    recordDecision(store, model, {
      ...{ at, run: null, version: null, champion: 1, policy: "manual", promote: false },
      ...{ speaksAgainst: true, reasons: [], seenByChampion: null },
    });
  if (accuracy === undefined) throw new Error("the definition has no monitor");
  await decide(10 * day);
  const reading = {
    ...{ measure: "quality", subject: "", from: 8 * day, to: 9 * day },
    ...{ count: 500, value: 0.5, low: 0.45, high: 0.55 },
  };
  await recordReadings(store, [{ monitor: accuracy, reading }], { model, now: 11 * day });
  expect(await firingAt(12 * day)).toEqual(["accuracy"]);
  // Ever more breaches come after it, and none of them takes it out of sight.
  const [entry] = await store.db.selectFrom("alert_entries").selectAll().execute();
  const breaches = Array.from({ length: 1_200 }, (_, at) => ({
    ...entry,
    ...{ seq: 2 + at, id: `b${at}`, change: "breach" },
  }));
  for (let at = 0; at < breaches.length; at += 100)
    await store.db
      .insertInto("alert_entries")
      .values(breaches.slice(at, at + 100) as never)
      .execute();
  expect(await firingAt(12 * day)).toEqual(["accuracy"]);
  await decide(13 * day);
  expect(await firingAt(14 * day)).toEqual([]);
});
