/** What every event log promises; run on each implementation by event-log.test.ts. */
import { expect } from "vitest";
import { withdrawnLabel, withdrawnTo } from "../../core/withdrawn-label.ts";
import { all, event, feedback, newLog, type Promises, prediction, put } from "./entries.test-support.ts";
import type { FeedbackEntry, LogEntry } from "./event-log.ts";

const nothing = { cold: [], plan: "p" };

export const promises: Promises = {
  "append() numbers entries without a gap, and read() tells them": async (implementation) => {
    await using log = await newLog(implementation);
    expect(await put(log, [event("a", "u"), prediction("p1", "b", "v")], 7)).toMatchObject({
      first: 1,
      last: 2,
    });
    expect(await put(log, [])).toMatchObject({ first: 3, last: 2 });
    expect(await put(log, [event("b", "v", 12), event(null, "u"), event(null, "u")], 9)).toMatchObject({
      first: 3,
      last: 5,
      labels: [],
      feedback: [],
    });
    const { upTo, facts, histories } = await log.read({ after: 0, cold: ["v", "w"], plan: "p" });
    expect(upTo).toBe(5);
    expect(facts).toEqual([
      { ...event("a", "u"), seq: 1, receivedAt: 7 },
      { ...event("b", "v", 12), seq: 3, receivedAt: 9 },
      { ...event(null, "u"), seq: 4, receivedAt: 9 },
      { ...event(null, "u"), seq: 5, receivedAt: 9 },
    ]);
    expect(histories).toEqual([
      { entity: "v", snapshot: null, facts: [facts?.[1]] },
      { entity: "w", snapshot: null, facts: [] },
    ]);
    expect(await log.read({ ...nothing, after: 4 })).toMatchObject({ facts: [{ seq: 5 }] });
    expect(await log.read({ ...nothing, after: all })).toEqual({ upTo: 5, facts: [], histories: [] });
    expect(await log.read({ ...nothing, after: 0, limit: 4 })).toMatchObject({ facts: { length: 4 } });
    expect(await log.read({ ...nothing, after: 0, limit: 3 })).toMatchObject({ upTo: 5, facts: null });
  },

  "append() keeps every text as it is": async (implementation) => {
    await using log = await newLog(implementation);
    const names = [
      "",
      " ",
      "'; DROP TABLE events; --",
      "Zoë ✓ 🛩",
      '"{}"',
      "\\N",
      "NULL",
      "k".repeat(1_024),
      "é".repeat(512),
    ];
    const entries = names.map((name) => ({
      ...event(name, name, -1),
      body: `{"x":${JSON.stringify(name)}}`,
    }));
    await put(log, entries);
    expect((await log.read({ ...nothing, after: 0 })).facts).toMatchObject(entries);
    const again = await log.append([prediction("x", null, "u"), ...entries], { seen: all, now: 2 });
    expect(again).toMatchObject({ status: "repeated", events: entries, predictions: [] });
  },

  "append() refuses what cannot be kept, and keeps none of it": async (implementation) => {
    await using log = await newLog(implementation);
    const cases: readonly (readonly LogEntry[])[] = [
      [event("a\0", "u")],
      [event("a", "\ud800")],
      [event("é".repeat(513), "u")],
      [{ ...event("a", "u"), body: '{"x":"\udfff"}' }],
      [event("a", "u", 2 ** 53)],
      [event("a", "u", 0.5)],
      [{ ...feedback({ event: "a" }, "true"), predictionId: "p" }],
      [{ ...feedback({ event: "a" }, "true"), eventId: null }],
      [event("a", "u"), event("a", "v")],
      [prediction("p", null, "u"), prediction("p", null, "u")],
      [prediction("p", "a", "u"), prediction("q", "a", "u")],
    ];
    for (const entries of cases) {
      const refused = log.append([event("first", "u"), ...entries], { seen: all, now: 1 });
      await expect(refused).rejects.toMatchObject({ code: "INPUT_INVALID" });
    }
    expect((await log.read({ ...nothing, after: 0 })).upTo).toBe(0);
  },

  "append() tells what was there before, whatever was seen, and writes nothing": async (implementation) => {
    await using log = await newLog(implementation);
    await put(log, [prediction("p1", "a", "u"), event("a", "u"), prediction("p2", null, "u")], 5);
    const told = {
      events: [{ ...event("a", "u"), seq: 2, receivedAt: 5 }],
      predictions: [{ id: "p1", seq: 1 }],
    };
    const again = [prediction("p9", "a", "u"), event("a", "u", 77), event("new", "u")];
    expect(await log.append(again, { seen: 0, now: 9 })).toMatchObject({ status: "repeated", ...told });
    expect(await log.append([prediction("p2", "z", "u")], { seen: all, now: 9 })).toEqual({
      status: "repeated",
      events: [],
      predictions: [{ ...prediction("p2", null, "u"), seq: 3, receivedAt: 5 }],
    });
    expect((await log.read({ ...nothing, after: 0 })).upTo).toBe(3);
    expect(await put(log, [event("p1", "u"), prediction("a", "new", "u")])).toMatchObject({ first: 4 });
  },

  "append() ties feedback to what is known, replaces it, and tells what says nothing new": async (
    implementation,
  ) => {
    await using log = await newLog(implementation);
    await put(log, [prediction("p", "a", "u"), event("a", "u", 17), prediction("lone", null, "u")], 3);
    const outcome = async (...entries: FeedbackEntry[]) => (await put(log, entries, 8)).feedback;
    expect(await outcome(feedback({ prediction: "p" }, "true"), feedback({ event: "a" }, "true"))).toEqual([
      "matched",
      "repeated",
    ]);
    expect(await outcome(feedback({ event: "a" }, "null"))).toEqual(["matched"]);
    expect(await outcome(feedback({ prediction: "p" }, "true"))).toEqual(["matched"]);
    expect(
      await outcome(feedback({ prediction: "lone" }, "1"), feedback({ prediction: "lone" }, "1")),
    ).toEqual(["matched", "repeated"]);
    const label = { kind: "label", entity: "u", eventId: "a", time: 17, receivedAt: 8 };
    expect((await log.read({ ...nothing, after: 3 })).facts).toEqual([
      { ...label, seq: 4, label: "true" },
      { ...label, seq: 6, label: "null" },
      { ...label, seq: 7, label: "true" },
    ]);
    expect((await log.read({ ...nothing, after: 6 })).facts).toHaveLength(1);
  },

  "append() keeps what each source says, and tells what says nothing new by its source": async (
    implementation,
  ) => {
    await using log = await newLog(implementation);
    await put(log, [prediction("p", "a", "u"), event("a", "u", 17)], 3);
    const say = async (label: string, source?: string) =>
      (await put(log, [feedback({ event: "a" }, label, source)], 8)).feedback[0];
    expect(await say("true", "crm")).toBe("matched");
    expect(await say("false", "support")).toBe("matched");
    expect(await say("true", "crm")).toBe("repeated");
    expect(await say("false")).toBe("matched");
    expect(await say("true", "support")).toBe("matched");
    expect((await put(log, [feedback({ prediction: "p" }, "true", "support")])).feedback).toEqual([
      "repeated",
    ]);
    expect((await log.read({ ...nothing, after: 3 })).facts).toMatchObject([
      { seq: 4, label: "false" },
      { seq: 6, label: "false" },
      { seq: 7, label: "true" },
    ]);
    const bad = { ...feedback({ event: "a" }, "true"), knownAt: 0.5 };
    await expect(put(log, [bad])).rejects.toMatchObject({ code: "INPUT_INVALID" });
  },

  "append() keeps feedback for what is not there yet, and ties the newest when it comes": async (
    implementation,
  ) => {
    await using log = await newLog(implementation);
    const waiting = [
      feedback({ event: "a" }, "1"),
      feedback({ prediction: "p" }, "2"),
      feedback({ event: "a" }, "1"),
    ];
    expect(await put(log, waiting, 2)).toMatchObject({
      labels: [],
      feedback: ["pending", "pending", "repeated"],
    });
    expect(await put(log, [event("a", "u", 17)], 4)).toMatchObject({
      labels: [{ kind: "label", seq: 4, entity: "u", eventId: "a", time: 17, label: "1", receivedAt: 4 }],
    });
    expect(await put(log, [prediction("p", "a", "u")], 6)).toMatchObject({
      labels: [{ seq: 5, label: "2" }],
    });
    expect((await log.read({ ...nothing, after: 0 })).facts).toMatchObject([
      { kind: "event", seq: 4 },
      { kind: "label", seq: 4, label: "1" },
      { kind: "label", seq: 5, label: "2", receivedAt: 6 },
    ]);
    expect(
      (await put(log, [feedback({ prediction: "q" }, "3"), prediction("q", "b", "w")])).feedback,
    ).toEqual(["pending"]);
    expect((await put(log, [feedback({ event: "b" }, "3"), event("b", "w")])).labels).toMatchObject([
      { seq: 9, entity: "w", label: "3" },
    ]);
  },

  "append() lets what another source holds take effect where the newest word was taken back": async (
    implementation,
  ) => {
    await using log = await newLog(implementation);
    const say = (label: string, source: string) => put(log, [feedback({ event: "a" }, label, source)], 5);
    await say("true", "crm");
    await say("false", "support");
    await say(withdrawnLabel, "support");
    const { labels } = await put(log, [event("a", "u", 17)], 6);
    const of = { kind: "label", seq: 4, entity: "u", eventId: "a", time: 17, receivedAt: 6 };
    expect(labels).toEqual([
      { ...of, label: "true" },
      { ...of, label: withdrawnTo("true") },
    ]);
    expect((await log.read({ ...nothing, after: 0 })).facts).toMatchObject([
      { kind: "event", seq: 4 },
      { kind: "label", seq: 4, label: "true" },
      { kind: "label", seq: 4, label: withdrawnTo("true") },
    ]);
  },

  "saveSnapshots() keeps the newest of each entity and plan, and read() goes on from it": async (
    implementation,
  ) => {
    await using log = await newLog(implementation);
    await put(log, [event("a", "u"), event("b", "v"), event("c", "u"), feedback({ event: "a" }, "1")]);
    const save = (plan: string, seq: number) =>
      log.saveSnapshots(plan, [{ entity: "u", seq, state: `[${seq}]` }]);
    await save("p", 1);
    await save("other", 4);
    const read = () => log.read({ after: all, cold: ["v", "u"], plan: "p" });
    expect((await read()).histories).toMatchObject([
      { entity: "v", snapshot: null, facts: [{ id: "b" }] },
      {
        entity: "u",
        snapshot: { entity: "u", seq: 1, state: "[1]" },
        facts: [{ id: "c" }, { kind: "label", seq: 4 }],
      },
    ]);
    await save("p", 3);
    await save("p", 2);
    expect((await read()).histories[1]).toMatchObject({
      snapshot: { seq: 3, state: "[3]" },
      facts: [{ seq: 4 }],
    });
  },

  "every method says that the log was closed, and closing does what was asked before": async (
    implementation,
  ) => {
    const location = await implementation.newLocation();
    const log = await implementation.open(location);
    const asked = put(log, [event("a", "u")]);
    await log[Symbol.asyncDispose]();
    expect(await asked).toMatchObject({ last: 1 });
    for (const refused of [
      log.append([event("b", "u")], { seen: all, now: 1 }),
      log.read({ ...nothing, after: 0 }),
      log.saveSnapshots("p", []),
    ])
      await expect(refused).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    await using again = await implementation.open(location);
    expect((await again.read({ ...nothing, after: 0 })).upTo).toBe(1);
  },
};
