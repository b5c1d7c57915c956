/** What may happen to a log in three days: predictions, and labels that come later or never. */
import fc from "fast-check";
import { feedback } from "../../../io/event-log/entries.test-support.ts";
import type { LogEntry } from "../../../io/event-log/index.ts";
import { minute, monday, predictionOf, type Row } from "./scene.test.helper.ts";

const rows: fc.Arbitrary<Row> = fc.record({
  device: fc.constantFrom("phone", "desktop", "tablet", "fridge", null),
  clicks: fc.option(fc.integer({ min: 0, max: 1_100 })),
  pastClicks: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  probability: fc.float({ min: 0, max: 1, noNaN: true }),
});

export interface Happening {
  readonly row: Row;
  /** Minutes after Monday's beginning. */
  readonly at: number;
  /** How many minutes later its label comes; null: never. */
  readonly labelledAfter: number | null;
  readonly label: boolean;
}

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({
    row: rows,
    // Few minutes far apart: each costs a round through the engine.
    at: fc.tuple(fc.nat(2), fc.constantFrom(0, 59, 60, 600, 1_439)).map(([days, at]) => days * 24 * 60 + at),
    labelledAfter: fc.option(fc.integer({ min: 0, max: 2_000 })),
    label: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

interface Step {
  readonly at: number;
  readonly entries: readonly LogEntry[];
}

/** What goes into the log, in the order of time. */
export function stepsOf(all: readonly Happening[]): readonly Step[] {
  const steps = all.flatMap(({ row, at, labelledAfter, label }, index): Step[] => {
    const asked = { at: monday + at * minute + index, entries: [predictionOf(`p${index}`, row)] };
    if (labelledAfter === null) return [asked];
    const target = index % 2 === 0 ? { prediction: `p${index}` } : { event: `p${index}` };
    const told = { at: asked.at + labelledAfter * minute, entries: [feedback(target, String(label))] };
    return [asked, told];
  });
  return steps.toSorted((one, other) => one.at - other.at);
}
