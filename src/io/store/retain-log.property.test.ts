import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { event, feedback, prediction, put } from "../event-log/entries.test-support.ts";
import { openEventLog } from "../event-log/index.ts";
import { openStore, retainEvents, retainFeedback, retainPredictions } from "./index.ts";
import { at, day, free, idsOf, walking } from "./retain-log.test-support.ts";

let directory: string;
let places = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-retain-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("retention removes exactly what is old and needed by nothing", async () => {
  const entry = fc.record({
    kind: fc.constantFrom("event", "prediction", "feedback" as const),
    of: fc.nat(5),
    received: fc.nat(20),
    time: fc.nat(20),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 30 }),
      fc.nat(20),
      fc.nat(20),
      async (entries, cutEvents, cutRest) => {
        const place = join(directory, `${places++}`, "store.sqlite");
        await using log = await openEventLog(place);
        await using store = await openStore(place);
        const sorted = entries.toSorted((one, other) => one.received - other.received);
        for (const [index, { kind, of, received, time }] of sorted.entries()) {
          const made = {
            event: event(`e${of}-${index}`, `u${of}`, at(time * day)),
            prediction: prediction(`p${of}-${index}`, `e${of}-${index - 1}`, `u${of}`),
            feedback: feedback({ event: `e${of}-${index - 2}` }, `${index}`),
          };
          await put(log, [made[kind]], received * day);
        }
        const [events, rest] = [cutEvents * day, cutRest * day];
        await retainEvents(store, { ...free, ...walking, before: events });
        await retainPredictions(store, { ...walking, from: rest });
        await retainFeedback(store, { ...walking, before: rest });
        const isOld = {
          event: (one: (typeof sorted)[number]) => one.received < cutEvents && one.time < cutEvents,
        };
        const left = sorted.map((one, index) => ({ ...one, index }));
        const keptEvents = left.filter((one) => one.kind === "event" && !isOld.event(one));
        const keptPredictions = left.filter(
          ({ kind, received }) => kind === "prediction" && received >= cutRest,
        );
        const there = new Set([
          ...keptEvents.map(({ of, index }) => `e${of}-${index}`),
          ...keptPredictions.map(({ of, index }) => `e${of}-${index - 1}`),
        ]);
        const keptLabels = left.filter(
          ({ kind, of, index, received }) =>
            kind === "feedback" && (received >= cutRest || there.has(`e${of}-${index - 2}`)),
        );
        expect(await idsOf(store, "events")).toEqual(keptEvents.map(({ of, index }) => `e${of}-${index}`));
        expect(await idsOf(store, "predictions")).toEqual(
          keptPredictions.map(({ of, index }) => `p${of}-${index}`),
        );
        const labels = await store.db.selectFrom("feedback").select("label").orderBy("seq").execute();
        expect(labels.map(({ label }) => label)).toEqual(keptLabels.map(({ index }) => `${index}`));
      },
    ),
    { numRuns: 12 },
  );
});
