import { expect, test } from "vitest";
import { boolean, integer, number, text, timestamp } from "../../core/column.ts";
import { csv, pipeline } from "../../core/definition/index.ts";
import { reducer, stateVersion } from "./index.ts";

const day = 86_400_000_000;
const start = 20_000 * day;

const definition = pipeline({
  name: "live",
  events: {
    source: csv("unread.csv"),
    id: "id",
    entity: "user_id",
    time: "ts",
    label: "bought",
    columns: {
      id: text(),
      user_id: text(),
      ts: timestamp(),
      clicks: integer(),
      price: number(),
      bought: boolean(),
    },
  },
  features: ({ clicks, price, user }) => ({
    recent_clicks: user.sum(clicks).over("2d"),
    spent: user.sum(price).over("2d"),
    ever: user.count(),
    conditional: user.count({ where: clicks.gt(0) }).over("2d"),
    since: user.timeSinceLast(clicks.gt(0)),
  }),
});

const event = (index: number, values: Readonly<Record<string, string | number | boolean | null>> = {}) => ({
  id: `e${(index * 7919) % 10_007}`,
  user_id: "u",
  ts: start + (index * day) / 24,
  clicks: index % 3,
  price: index % 5,
  bought: false,
  ...values,
});

test("amend() changes what later answers are made of, and only then", () => {
  const live = reducer(definition);
  for (let index = 0; index < 10; index += 1) live.observe(event(index, { clicks: 0 }));
  expect(live.featuresAt(event(10))).toMatchObject({ recent_clicks: 0, spent: 20, ever: 10, since: null });
  expect(live.amend({ ...event(4), clicks: 5, price: null })).toBe(true);
  expect(live.featuresAt(event(10))).toMatchObject({
    recent_clicks: 5,
    spent: 16,
    ever: 10,
    since: 6 * 3_600,
  });
  expect(live.amend(event(11))).toBe(false);
});

test("featuresAt() forgets a huge addend with the window it left, after whole and broken numbers", () => {
  const live = reducer(definition);
  const prices = Array.from({ length: 200 }, (_, index) => (index === 20 ? 1e17 : index < 40 ? 1 : 0.1));
  for (const [index, price] of prices.entries()) {
    live.observe(event(index, { price, clicks: index === 30 ? Number.MAX_SAFE_INTEGER : 2 }));
  }
  const { spent, recent_clicks: clicks } = live.featuresAt(event(200));
  expect(spent).toBeCloseTo(4.8, 12);
  expect(clicks).toBe(96);
});

test("featuresAt() asks for the events again where a sum is lost beside what came before the window", () => {
  const live = reducer(definition);
  for (let index = 0; index < 200; index += 1) {
    live.observe(event(index, { price: [1e60, 0.1, -1e40, 0.1][index] ?? 0.1 }));
  }
  expect(live.featuresAt(event(200)).spent).toBeCloseTo(4.8, 12);
});

test("observe() takes late events and repeats of many entities that grow in turn", () => {
  const live = reducer(definition);
  const alone = reducer(definition);
  const users = Array.from({ length: 40 }, (_, index) => `u${index}`);
  for (let index = 0; index < 150; index += 1) {
    const late = index % 7 === 6 ? index - 4.5 : index;
    for (const user of users) live.observe({ ...event(late), id: `e${index}`, user_id: user });
    alone.observe({ ...event(late), id: `e${index}`, user_id: "u7" });
    if (index % 10 > 0) continue;
    expect(live.featuresAt({ ...event(index), user_id: "u7" })).toEqual(
      alone.featuresAt({ ...event(index), user_id: "u7" }),
    );
    if (index === 50) for (const user of users.slice(20)) live.forget(user);
  }
  expect(live.featuresAt({ ...event(150), user_id: "u0" }).ever).toBe(150);
  expect(live.featuresAt({ ...event(150), user_id: "u39" }).ever).toBe(99);
  expect([...live.entities()].length).toBe(40);
});

test("observe() lets the copy known first stand, by text ids and after the past was folded", () => {
  const live = reducer(definition, { maxLatenessMicros: day });
  for (let index = 0; index < 500; index += 1) expect(live.observe(event(index))).toBe("kept");
  expect(live.observe(event(495))).toBe("repeated");
  expect(live.observe(event(495, { ts: event(494).ts, clicks: 100 }))).toBe("kept");
  expect(live.observe(event(600, { ts: start }))).toBe("late");
  // Of 452 to 499 each third has one click and each third two; event 495 had none.
  expect(live.featuresAt(event(500)).recent_clicks).toBe(148);
  expect(live.featuresAt(event(500)).ever).toBe(500);
});

test("observe() takes an event just behind the one that came after it, and one at the same time", () => {
  const live = reducer(definition);
  for (const index of [0, 1, 2, 4]) {
    live.observe(event(index, { price: 10 ** index, clicks: 1 }));
    live.featuresAt(event(index + 1));
  }
  live.observe(event(3, { price: 1_000, clicks: 1 }));
  expect(live.featuresAt(event(5))).toMatchObject({ spent: 11_111, ever: 5, conditional: 5, since: 3_600 });
  live.observe(event(4, { id: "a", price: 5, clicks: 0 }));
  expect(live.featuresAt(event(5))).toMatchObject({ spent: 11_116, ever: 6, conditional: 5 });
  expect(live.featuresAt(event(4))).toMatchObject({ spent: 1_111, ever: 4, conditional: 4, since: 3_600 });
});

test("featuresAt() finds a window empty that begins after all that was known", () => {
  const live = reducer(definition);
  for (let index = 0; index < 60; index += 1) live.observe(event(index, { clicks: 1 }));
  const known = { knownNow: event(3).ts };
  expect(live.featuresAt(event(55), known)).toMatchObject({ recent_clicks: null, conditional: 0, ever: 3 });
  expect(live.featuresAt(event(50), known)).toMatchObject({ recent_clicks: 1, conditional: 1, ever: 3 });
});

test("load() goes on where stateOf() ended", () => {
  const one = reducer(definition, { maxLatenessMicros: day });
  const two = reducer(definition, { maxLatenessMicros: day });
  for (let index = 0; index < 700; index += 1) {
    if (index % 61 === 60) two.load("u", JSON.parse(JSON.stringify(two.stateOf("u"))));
    expect(two.featuresAt(event(index)), `event ${index}`).toEqual(one.featuresAt(event(index)));
    for (const live of [one, two]) live.observe(event(index));
  }
  expect(one.stateOf("u")?.horizon).toBeGreaterThan(start);
});

test("forget() leaves nothing of an entity, not even for the row that follows", () => {
  const live = reducer(definition);
  live.observe(event(0));
  live.observe(event(1, { user_id: "v" }));
  live.forget("v");
  expect(live.featuresAt(event(2, { user_id: "v" })).ever).toBe(0);
  live.forget("u");
  live.observe(event(3));
  live.observe(event(4, { user_id: "w" }));
  expect([...live.entities()]).toEqual(["u", "w"]);
  expect(live.featuresAt(event(5)).ever).toBe(1);
});

test("load() refuses a state of another version and keeps the one that is there", () => {
  const live = reducer(definition);
  for (let index = 0; index < 10; index += 1) live.observe(event(index));
  const { version: _, ...unversioned } = live.stateOf("u") ?? expect.fail("there is no state");
  for (const other of [{ version: stateVersion - 1 }, { version: stateVersion + 1 }, {}]) {
    const stored = JSON.parse(JSON.stringify({ ...unversioned, ...other }));
    expect(() => live.load("u", stored)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  }
  expect(live.featuresAt(event(10)).ever).toBe(10);
});

test("an event from the future does not move the horizon beyond now", () => {
  const live = reducer(definition, { maxLatenessMicros: day, now: () => start + 10 * day });
  for (let index = 0; index < 300; index += 1) live.observe(event(index, { ts: start + 400 * day + index }));
  expect(live.stateOf("u")?.horizon).toBe(start + 9 * day);
  expect(live.observe(event(301, { ts: start + 9 * day }))).toBe("kept");
});

test("featuresAt() counts what satisfies a condition in a window that reaches behind the horizon", () => {
  const features = definition.features.filter(({ name }) => name === "conditional");
  const live = reducer({ events: definition.events, features }, { maxLatenessMicros: day / 4 });
  for (let index = 0; index < 500; index += 1) live.observe(event(index, { clicks: index % 3 }));
  // Of 48 hours each third has no click.
  expect(live.featuresAt(event(500))).toEqual({ conditional: 32 });
});
