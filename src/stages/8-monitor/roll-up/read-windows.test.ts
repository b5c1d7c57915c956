import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Level, levels, levelTable, type OutcomeWindow } from "../../../core/profile/index.ts";
import { holdRollUp, openStore, replaceWindows, type Store } from "../../../io/store/index.ts";
import { readWindows } from "./read-windows.ts";

let directory: string;
let store: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-read-windows-"));
  store = await openStore(join(directory, "store.sqlite"));
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const of = { model: "m", version: 3 };
const monday = Date.UTC(2026, 5, 1);
const [minute, hour] = [levelTable.minute.ms, levelTable.hour.ms];
/** A request comes every so many minutes, for two days. */
const every = 7;
const end = 2 * 24 * 60;

/** How many come in [from, to), minutes since Monday. */
const between = (from: number, to: number) => Math.ceil(to / every) - Math.ceil(from / every);

/** After so many minutes is a request that was told late: the hour and the day that hold it do not know of it, and are due. */
const late = 5 * 60 + 6;

/** The windows of a level as a roll-up makes them. */
async function make(level: Level): Promise<void> {
  const { ms } = levelTable[level];
  const starts = Array.from({ length: (end * minute) / ms }, (_, at) => monday + at * ms);
  const windows = starts.flatMap((start) => {
    const from = (start - monday) / minute;
    const isDue = level !== "minute" && late >= from && late < from + ms / minute;
    const count = between(from, from + ms / minute) - (isDue ? 1 : 0);
    if (count === 0) return [];
    const profile: OutcomeWindow = { kind: "outcomes", name: "/predict", counts: { 200: count } };
    return [
      { start, mark: isDue ? 0 : 1, kinds: ["outcomes"], isOfLog: false, profiles: [profile] } as const,
    ];
  });
  await replaceWindows(store, { ...of, level }, windows, { holder: "a round" });
}

const cuts = [0, 1, 7, 8, 59, 61, 90, 5 * 60, 5 * 60 + 30, 8 * 60, 24 * 60, 25 * 60, end - 1, end];
const parts = cuts.slice(1).map((to, at) => ({ from: cuts[at] ?? 0, to }));

test("readWindows() gives each span what begins in it, at whatever level it is kept, and nothing of what is due", async () => {
  await holdRollUp(store, { holder: "a round", keptFrom: { minute: monday, hour: monday, day: monday } });
  const spans = parts.map(({ from, to }) => ({ from: monday + from * minute, to: monday + to * minute }));
  const whole = [{ from: monday, to: monday + end * minute }];
  const counts = async (asked: typeof spans) =>
    (await readWindows(store, { ...of, spans: asked })).map((profiles) =>
      profiles.flatMap((one) => (one.kind === "outcomes" ? [one.counts[200]] : [])),
    );
  for (const level of levels) {
    await make(level);
    expect([level, await counts(whole)]).toEqual([level, [[between(0, end)]]]);
    expect([level, await counts(spans)]).toEqual([
      level,
      parts.map(({ from, to }) => (between(from, to) === 0 ? [] : [between(from, to)])),
    ]);
  }
});

test("readWindows() has nothing to say of no span, and of spans that nothing is kept of", async () => {
  expect(await readWindows(store, { ...of, spans: [] })).toEqual([]);
  const before = [-2, -1].map((at) => ({ from: monday + at * hour, to: monday + (at + 1) * hour }));
  expect(await readWindows(store, { ...of, spans: before })).toEqual([[], []]);
});
