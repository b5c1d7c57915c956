/** From the log of a server to a report: predictions are logged, rolled up, read as a window, and compared. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { put } from "../../../io/event-log/entries.test-support.ts";
import { openEventLog } from "../../../io/event-log/index.ts";
import { openStore } from "../../../io/store/index.ts";
import { readWindow, rollUp } from "../roll-up/index.ts";
import {
  hour,
  minute,
  monday,
  predictionOf,
  type Row,
  type Scene,
  scene,
} from "../roll-up/scene.test.helper.ts";
import { type DriftReport, driftOfProfiles } from "./index.ts";

let directory: string;
let stage: Scene;
beforeAll(async () => {
  stage = await scene();
  directory = await mkdtemp(join(tmpdir(), "airworthy-drift-"));
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Like the rows that the model was made from, but for what `change` says of the i-th. */
async function reportOf(
  name: string,
  rows: number,
  change: (i: number) => Partial<Row>,
): Promise<DriftReport> {
  const location = join(directory, name, "store.sqlite");
  await using log = await openEventLog(location);
  await using store = await openStore(location);
  const logged = Array.from({ length: rows }, (_, i) => {
    const device = ["phone", "desktop", "tablet"][i % 3] ?? null;
    const row = { device, clicks: (i * 7_919) % 13, pastClicks: (i * 104_729) % 97, probability: 0.5 };
    return predictionOf(`p${i}`, { ...row, ...change(i) });
  });
  for (const part of [0, 1, 2])
    await put(
      log,
      logged.filter((_, i) => i % 3 === part),
      monday + part * 20 * minute,
    );
  const packageOf = async () => stage.package;
  await rollUp({ store, packageOf }, stage.contextAt(monday + 2 * hour));
  const window = { model: "will-buy", version: 3, from: monday, to: monday + hour };
  return driftOfProfiles(stage.package, await readWindow(store, window));
}

const stateOf = ({ subjects }: DriftReport, name: string) => subjects.find((one) => one.name === name)?.state;

test("driftOfProfiles() sees in a server's log what changed, and what did not", async () => {
  const report = await reportOf("changed", 300, (i) => ({
    device: i % 2 === 0 ? "watch" : "phone",
    clicks: i % 4 === 0 ? null : (i * 7_919) % 13,
  }));
  expect(report.rows).toBe(300);
  expect([stateOf(report, "device"), stateOf(report, "clicks"), stateOf(report, "past_clicks")]).toEqual([
    "drift",
    "drift",
    "ok",
  ]);
  const sentences = report.subjects.map(({ sentence }) => sentence).join("\n");
  expect(sentences).toContain("device: values never seen before rose from 0% to 50% of rows");
  expect(sentences).toContain("clicks: missing rose from 0% to 25% of rows");
});

test("driftOfProfiles() has nothing to say of a few rows", async () => {
  const report = await reportOf("few", 60, () => ({ device: "watch" }));
  expect(report.counts).toMatchObject({ ok: 0, possible: 0, drift: 0 });
  expect(report.rows).toBe(60);
});
