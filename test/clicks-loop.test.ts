/** The whole loop, as `npm run demo:loop` shows it: six simulated weeks by the product's own pieces, every station asserted. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { type Diary, eventsOf, type LoopEvent } from "../examples/clicks/loop/diary.ts";
import { renderPage } from "../examples/clicks/loop/page/html-page.ts";
import { sixWeeks } from "../examples/clicks/loop/six-weeks.ts";
import { stationsOf } from "../examples/clicks/loop/stations.ts";
import { renderText } from "../examples/clicks/loop/text-report.ts";
import { visibleWidth } from "../src/cli/render/style.ts";
import { loadConfig } from "../src/io/load-config.ts";
import { temporaryFolder } from "./cli/airworthy.ts";

const config = fileURLToPath(new URL("../examples/clicks/loop/airworthy.config.ts", import.meta.url));
let diary: Diary;

beforeAll(async () => {
  await using folder = await temporaryFolder();
  const { definition } = await loadConfig({ path: config });
  diary = await sixWeeks({ definition, directory: join(folder.path, "project") });
}, 600_000);

test("sixWeeks() reaches every station, in their order", () => {
  const missing = stationsOf(diary).filter(({ evidence }) => evidence === null);
  expect(missing.map(({ title }) => title)).toEqual([]);
  const times = stationsOf(diary).map(({ evidence }) => evidence?.at ?? 0);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test("sixWeeks() measures at every look", () => {
  const looks = eventsOf(diary, "watched");
  expect(looks.length).toBe(84);
  expect(looks.flatMap(({ failures }) => failures)).toEqual([]);
});

const gone: readonly [string, (event: LoopEvent) => boolean, string][] = [
  ["drift alerts", (event) => event.kind === "alert" && event.monitor === "drift", "Drift is seen"],
  ["retrainings", ({ kind }) => kind === "retrained", "Retraining starts by itself"],
  ["the step out of shadow", (event) => event.kind === "rollout" && event.change === "stepped", "Shadow"],
  ["the end of canary", (event) => event.kind === "rollout" && event.change === "promoted", "Canary"],
  ["deployments", ({ kind }) => kind === "deployed", "Promotion"],
  [
    "acknowledgements",
    (event) => event.kind === "alert" && event.change === "acknowledged",
    "The alert was latched, and is acknowledged",
  ],
  [
    "the rollback",
    (event) => event.kind === "rollout" && event.change === "rolledBack",
    "A bad version in canary is rolled back by itself",
  ],
];

test.each(gone)("stationsOf() misses a station where %s were not recorded", (_, isGone, title) => {
  const events = diary.events.filter((event) => !isGone(event));
  const missed = stationsOf({ ...diary, events }).filter(({ evidence }) => evidence === null);
  expect(missed.map((station) => station.title)).toContain(title);
});

test("stationsOf() misses canary where a visitor saw both versions", () => {
  const events = diary.events.map((event) => (event.kind === "watched" ? { ...event, moved: 1 } : event));
  const canary = stationsOf({ ...diary, events }).find(({ title }) => title === "Canary");
  expect(canary?.evidence).toBeNull();
});

test("renderText() fits 80 columns, and says which station did not happen", () => {
  const text = renderText(diary, stationsOf(diary), { color: false });
  expect(text.split("\n").filter((line) => visibleWidth(line) > 80)).toEqual([]);
  const empty = { ...diary, events: diary.events.filter(({ kind }) => kind === "trained") };
  expect(renderText(empty, stationsOf(empty), { color: false })).toContain("✗");
});

test("renderPage() needs nothing from elsewhere", () => {
  const page = renderPage(diary, stationsOf(diary));
  expect(page).not.toMatch(/(src|href)=|url\(|@import|NaN|undefined|Infinity/);
  expect(page.match(/<svg /g)).toHaveLength(6);
});
