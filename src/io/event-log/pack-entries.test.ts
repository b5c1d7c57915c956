import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogEntry } from "./event-log.ts";
import { packEntries, unpackEntries } from "./pack-entries.ts";

const text = fc.string({ unit: "binary" });
const key = fc.option(text);
const time = fc.maxSafeInteger();
const entry: fc.Arbitrary<LogEntry> = fc.oneof(
  fc.record({ kind: fc.constant("event" as const), id: key, entity: text, time, body: text }),
  fc.record({
    kind: fc.constant("prediction" as const),
    id: text,
    eventId: key,
    entity: text,
    time,
    model: text,
    version: fc.nat(),
    body: text,
  }),
  fc.record(
    {
      kind: fc.constant("feedback" as const),
      predictionId: key,
      eventId: key,
      label: text,
      source: text,
      knownAt: time,
    },
    { requiredKeys: ["kind", "predictionId", "eventId", "label", "source"] },
  ),
);

test("unpackEntries() gives back what packEntries() was given, whatever its texts are", () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(unpackEntries(structuredClone(packEntries(entries)))).toEqual(entries);
    }),
  );
});
