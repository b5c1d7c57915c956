/** What every event log promises to several who append: at once through one log, and through two on one store. */
import { expect } from "vitest";
import { all, event, feedback, newLog, type Promises, prediction, put } from "./entries.test-support.ts";
import type { Appended, EventLog, LogEntry } from "./event-log.ts";

const nothing = { cold: [], plan: "p" };

export const concurrent: Promises = {
  "append() is stale where another log changed one of the entities, and only there": async (
    implementation,
  ) => {
    const location = await implementation.newLocation();
    await using one = await implementation.open(location);
    await using two = await implementation.open(location);
    await put(one, [event("a", "u")]);
    await put(two, [event("b", "v"), prediction("p", "q", "w")]);
    const at = (seen: number, ...entries: LogEntry[]) => one.append(entries, { seen, now: 1 });
    expect(await at(1, event("c", "v"))).toEqual({ status: "stale" });
    expect(await at(1, event("c", "u"), prediction("d", null, "v"))).toEqual({ status: "stale" });
    expect(await at(1, event("c", "u"))).toMatchObject({ status: "appended", first: 4 });
    expect(await at(1, event("d", "w"))).toMatchObject({ status: "appended", first: 5 });
    await put(two, [feedback({ event: "b" }, "true")]);
    expect(await at(5, event("e", "v"))).toEqual({ status: "stale" });
    expect(await at(0, feedback({ event: "b" }, "false"))).toMatchObject({ status: "appended", first: 7 });
    expect(await at(7, event("e", "v"))).toMatchObject({ status: "appended", first: 8 });
  },

  "append() from many callers at once gives each its own places, in the order they were asked": async (
    implementation,
  ) => {
    const location = await implementation.newLocation();
    await using one = await implementation.open(location);
    await using two = await implementation.open(location);
    const ask = (log: EventLog, name: string) =>
      Array.from({ length: 40 }, (_, at) => put(log, [event(`${name}${at}`, name), event(null, name)]));
    const [ofOne, ofTwo] = await Promise.all([Promise.all(ask(one, "x")), Promise.all(ask(two, "y"))]);
    const firsts = (appended: readonly Extract<Appended, { status: "appended" }>[]) =>
      appended.map(({ first }) => first);
    expect(firsts(ofOne)).toEqual(firsts(ofOne).toSorted((a, b) => a - b));
    const places = [...firsts(ofOne), ...firsts(ofTwo)].toSorted((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: 80 }, (_, at) => 1 + 2 * at));
    const { facts } = await two.read({ ...nothing, after: 0 });
    expect(facts?.map(({ seq }) => seq)).toEqual(Array.from({ length: 160 }, (_, at) => at + 1));
  },

  "append() from callers at once decides for each on what those before it wrote": async (implementation) => {
    await using log = await newLog(implementation);
    const same = Array.from({ length: 20 }, () => log.append([event("a", "u")], { seen: all, now: 1 }));
    const told = (await Promise.all(same)).map(({ status }) => status);
    expect(told).toEqual(["appended", ...Array.from({ length: 19 }, () => "repeated")]);
    const entities = ["u", "v", "u", "w", "v"];
    const deciding = entities.map((entity) => log.append([event(null, entity)], { seen: 1, now: 1 }));
    expect((await Promise.all(deciding)).map(({ status }) => status)).toEqual([
      "appended",
      "appended",
      "stale",
      "appended",
      "stale",
    ]);
    expect((await log.read({ ...nothing, after: 0 })).facts).toHaveLength(4);
  },
};
