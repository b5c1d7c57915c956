/** What a log promises of events that come again after retention removed them. */
import { expect } from "vitest";
import { deleteEntity, openStore, retainEvents, type Store } from "../store/index.ts";
import { all, event, feedback, type Promises, prediction, put } from "./entries.test-support.ts";
import type { EventLog } from "./event-log.ts";

/** Removes events that happened and were had before it, epoch milliseconds. */
async function removeBefore(store: Store, before: number, step = 2_000): Promise<void> {
  const options = { learnedSeq: null, plans: [], cover: async () => {}, isDryRun: false, before, step };
  await retainEvents(store, { ...options, signal: new AbortController().signal });
}

const at = (ms: number) => ms * 1_000;
const expired = (...events: string[]) => ({ status: "expired", events });

export const afterRetention: Promises = {
  "append() refuses what may be an event that retention removed, by its entity and time": async ({
    newLocation,
    open,
  }) => {
    const location = await newLocation();
    await using store = await openStore(location);
    await using log = await open(location);
    const old = [event("a", "u", at(10)), event("b", "u", at(40)), prediction("p", "b", "u")];
    await put(log, old, 50);
    await put(log, [event("kept", "u", at(60)), event("c", "v", at(5))], 70);
    await removeBefore(store, 60);
    const again = async (...entries: Parameters<typeof put>[1]) =>
      await log.append(entries, { seen: all, now: 90 });
    const fresh = event("d", "u", at(80));
    expect(await again(fresh, event("b", "u", at(40)), event("a", "u", at(10)))).toEqual(expired("b", "a"));
    expect(await again(fresh, event("never there", "u", at(40)))).toEqual(expired("never there"));
    expect(await again(event("b", "u", at(40)), event("kept", "u", at(60)))).toMatchObject({
      status: "repeated",
      events: [{ id: "kept" }],
    });
    expect(await again(prediction("p2", "b", "u"))).toMatchObject({
      status: "repeated",
      predictions: [{ id: "p" }],
    });
    expect(await again(fresh, event(null, "u", at(40)), event("e", "u", at(40) + 1))).toMatchObject({
      status: "appended",
    });
    expect(await again(event("f", "v", at(1)), event("g", "w", at(1)))).toMatchObject({ status: "appended" });
  },

  "append() takes nothing again while retention removes it": async ({ newLocation, open }) => {
    const location = await newLocation();
    await using store = await openStore(location);
    await using log = await open(location);
    await using other = await open(location);
    const old = Array.from({ length: 60 }, (_, index) => event(`${index}`, `u${index % 7}`, at(index)));
    await put(log, old, 60);
    let isOver = false;
    const removal = removeBefore(store, 100, 2).then(() => {
      isOver = true;
    });
    const statuses = new Set<string>();
    const sendAgain = async (to: EventLog) => {
      do for (const one of old) statuses.add((await to.append([one], { seen: all, now: 200 })).status);
      while (!isOver);
    };
    await Promise.all([sendAgain(log), sendAgain(other), removal]);
    await sendAgain(log);
    expect([...statuses].sort()).toEqual(["expired", "repeated"]);
    expect((await log.read({ after: 0, cold: [], plan: "p" })).facts).toEqual([]);
  },

  "append() takes what its caller knows to be new, with the labels that waited for it": async ({
    newLocation,
    open,
  }) => {
    const location = await newLocation();
    await using store = await openStore(location);
    await using log = await open(location);
    await put(log, [event("a", "u", at(40)), feedback({ event: "older" }, "true")], 50);
    await removeBefore(store, 60);
    const older = event("older", "u", at(10));
    expect(await log.append([older], { seen: all, now: 90 })).toEqual(expired("older"));
    const taken = await log.append([older], { seen: all, now: 90, takesExpired: true });
    expect(taken).toMatchObject({ status: "appended", labels: [{ eventId: "older", label: "true" }] });
    expect(await log.append([older], { seen: all, now: 90, takesExpired: true })).toMatchObject({
      status: "repeated",
    });
  },

  "append() knows nothing of what went of an entity that was erased": async ({ newLocation, open }) => {
    const location = await newLocation();
    await using store = await openStore(location);
    await using log = await open(location);
    await put(log, [event("a", "u", at(40)), event("b", "v", at(40))], 50);
    await removeBefore(store, 60);
    await deleteEntity(store, "u", {
      now: 1,
      marks: { model: "m", snapshots: [], versions: [], unknown: [] },
    });
    expect(
      await log.append([event("a", "u", at(40)), event("b", "v", at(40))], { seen: all, now: 90 }),
    ).toEqual(expired("b"));
    expect(await log.append([event("a", "u", at(40))], { seen: all, now: 90 })).toMatchObject({
      status: "appended",
    });
  },
};
