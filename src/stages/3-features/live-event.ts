/** One event of an entity as the reducer keeps it, and the order of events. */
import type { EventsDefinition } from "../../core/definition/index.ts";
import { type EventValues, readValue, type Value } from "../../core/expression/index.ts";

/** What orders events. */
export interface EventKey {
  /** Event time in microseconds. */
  readonly time: number;
  /** Null where the event has none; the row number where the definition has no event id. */
  readonly id: string | number | null;
  /** The place of arrival, or `_aw_row`. */
  readonly row: number;
}

export interface LiveEvent extends EventKey {
  /** Known time in microseconds. */
  readonly known: number;
  /** The row, or what is kept of it: the columns that features read of past events. */
  readonly values: EventValues;
}

/** Compares text as UTF-8 bytes do, which SQL engines order by: by code point, not by UTF-16 unit. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return a >= 0xd800 && b >= 0xd800 ? codePointRank(a) - codePointRank(b) : a - b;
  }
  return left.length - right.length;
}

/** Surrogates, the halves of the highest code points, rank above U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function compareIds(left: EventKey["id"], right: EventKey["id"]): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  return Number(left) - Number(right);
}

/** The order (event time, event id, row); an event without id comes before those with one. */
export function compareEvents(left: EventKey, right: EventKey): number {
  return left.time - right.time || compareIds(left.id, right.id) || left.row - right.row;
}

/** Whether `left` was known before `right`: which of two with the same id stands. */
export function isKnownBefore(left: LiveEvent, right: LiveEvent): boolean {
  return (left.known - right.known || left.time - right.time || left.row - right.row) < 0;
}

function instant(value: Value): number | null {
  return typeof value === "number" ? value : null;
}

/** An event whose numbers are written over by the next: a new one for each costs the collector. */
export type EventBuffer = { -readonly [Key in keyof LiveEvent]: LiveEvent[Key] };

export function newEvent(): EventBuffer {
  return { time: Number.NaN, id: null, row: 0, known: Number.NaN, values: {} };
}

/** Reads the event of a row into `event`; false where it can never count: without time, or never known. */
export function readEvent(
  event: EventBuffer,
  row: EventValues,
  arrival: number,
  { id, time, known }: EventsDefinition,
): boolean {
  const at = instant(readValue(row[time]));
  const knownAt = known === null ? at : instant(readValue(row[known]));
  if (at === null || knownAt === null) return false;
  const place = typeof row._aw_row === "number" ? row._aw_row : arrival;
  const idValue = id === null ? place : readValue(row[id]);
  event.time = at;
  event.id = typeof idValue === "boolean" ? String(idValue) : idValue;
  event.row = place;
  event.known = knownAt;
  event.values = row;
  return true;
}
