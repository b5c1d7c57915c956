/** What a roll-up asks of SQLite is found by an index: the log grows for as long as it is kept. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { feedback, put } from "../../../io/event-log/entries.test-support.ts";
import { openEventLog } from "../../../io/event-log/index.ts";
import { openStore } from "../../../io/store/index.ts";
import { rollUp } from "./roll-up.ts";
import { day, hour, monday, predictionOf, scene } from "./scene.test.helper.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-plan-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

/** What SQLite does for `sql`, a line for each table that it looks into. */
function planOf(location: string, sql: string): string[] {
  using database = new DatabaseSync(location, { readOnly: true });
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return steps.map(({ detail }) => String(detail)).filter((detail) => /^(SCAN|SEARCH) /.test(detail));
}

const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };

test("rollUp() has SQLite scan no table that grows, and read predictions by when they were had", async () => {
  const location = join(directory, "store.sqlite");
  await using stage = await scene();
  const asked = new Set<string>();
  {
    await using log = await openEventLog(location);
    await using store = await openStore(location);
    const long = predictionOf("p1", row);
    const body = long.body.replace('"raw":', `"filler":"${"x".repeat(100_000)}","raw":`);
    await put(log, [predictionOf("p0", row), { ...long, body }], monday);
    await put(
      log,
      [feedback({ prediction: "p0" }, "true"), feedback({ event: "p1" }, "false")],
      monday + day,
    );
    const { prepare } = DatabaseSync.prototype;
    vi.spyOn(DatabaseSync.prototype, "prepare").mockImplementation(function (this: DatabaseSync, sql) {
      asked.add(sql);
      return prepare.call(this, sql);
    });
    const roll = (now: number) =>
      rollUp({ store, packageOf: async () => stage.package }, stage.contextAt(now), {
        keepMs: { minute: 10 * day },
      });
    expect((await roll(monday + 2 * day)).windows).toEqual({ minute: 1, hour: 1, day: 1 });
    await put(log, [feedback({ event: "p0" }, "false")], monday + 20 * day);
    await roll(monday + 20 * day + hour); // minutes of its time are no longer kept
    vi.restoreAllMocks();
  }
  const queries = [...asked].filter((sql) => /^(select|with|insert|update|delete) /i.test(sql));
  const plans = queries.map((sql) => ({ sql, steps: planOf(location, sql) }));
  const scanned = plans.flatMap(({ steps }) => steps.flatMap((step) => /^SCAN (\S+)/.exec(step)?.[1] ?? []));
  // One row each, values of the query itself, and what is due now.
  const small = ["roll_up", "log_position", "log_retention", "4-ROW", "roll_up_due"];
  expect(scanned.filter((table) => !small.includes(table))).toEqual([]);
  const pages = plans.filter(({ sql }) => sql.includes("group_concat"));
  expect(pages).toHaveLength(2); // the second of long bodies
  for (const { steps } of pages)
    expect(steps).toEqual([
      "SEARCH predictions USING INDEX predictions_received (received_at>? AND received_at<?)",
      "SEARCH f USING COVERING INDEX feedback_prediction (prediction_id=?)",
      "SEARCH f USING COVERING INDEX feedback_event (event_id=?)",
    ]);
});
