import { expect, test } from "vitest";
import { compareEvents, isKnownBefore, type LiveEvent } from "./live-event.ts";

function event(changes: Partial<LiveEvent>): LiveEvent {
  return { time: 0, id: null, row: 0, known: 0, values: {}, ...changes };
}

test("compareEvents() orders text ids as their UTF-8 bytes", () => {
  const letters = ["", "a", "é", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f600}", "\u{10ffff}"];
  const ids = letters.flatMap((first) => letters.map((second) => first + second));
  const byEvents = ids.map((id) => event({ id })).sort(compareEvents);
  const byBytes = [...ids].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  expect(byEvents.map(({ id }) => id)).toEqual(byBytes);
});

test("compareEvents() goes by time, then id, then row, an event without id first", () => {
  const sorted = [
    event({ time: 1, id: null, row: 9 }),
    event({ time: 1, id: 2, row: 5 }),
    event({ time: 1, id: 10, row: 1 }),
    event({ time: 2, id: null, row: 1 }),
    event({ time: 2, id: null, row: 2 }),
  ];
  expect(sorted.toReversed().sort(compareEvents)).toEqual(sorted);
});

test("isKnownBefore() goes by known time, then event time, then row", () => {
  expect(isKnownBefore(event({ known: 1, time: 9 }), event({ known: 2, time: 1 }))).toBe(true);
  expect(isKnownBefore(event({ time: 2 }), event({ time: 1 }))).toBe(false);
  expect(isKnownBefore(event({ row: 1 }), event({ row: 2 }))).toBe(true);
  expect(isKnownBefore(event({}), event({}))).toBe(false);
});
