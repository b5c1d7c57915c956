/** What running totals tell: a measure of a window is the difference of two of their rows. */
import type { Value, Window } from "../../core/expression/index.ts";
import type { MeasureKind } from "./measure.ts";

/** The events that count in a window, as the difference of two cursors. */
export interface SpanPlan {
  readonly lag: number;
  readonly window: Window;
  /** The cursor behind the last event that counts, and at the first. */
  readonly cursors: { readonly to: number; readonly from: number | null };
}

/** The events in a window, and where in the heads the totals before the first of them begin, and behind the last. */
export interface Span {
  readonly memory: { readonly heads: Float64Array };
  /** How long after it happened an event counts, and the window's length, microseconds; Infinity for all time. */
  readonly lag: number;
  readonly micros: number;
  /** The numbers of the cursors that it needs; −1 for none. */
  readonly toCursor: number;
  readonly fromCursor: number;
  from: number;
  to: number;
  /** The earliest time that counts, microseconds. */
  start: number;
}

export function newSpan({ lag, window, cursors }: SpanPlan, memory: Span["memory"]): Span {
  const micros = window.kind === "duration" ? window.micros : Number.POSITIVE_INFINITY;
  const [toCursor, fromCursor] = [cursors.to, cursors.from ?? -1];
  return { memory, lag, micros, toCursor, fromCursor, from: 0, to: 0, start: Number.NaN };
}

/** A measure from the totals at `at`; undefined where the lane must be asked. */
export type TotalMeasure = (span: Span, at: number) => Value | undefined;

function before({ memory, from }: Span, at: number): number {
  return memory.heads[from + at] ?? 0;
}

function behind({ memory, to }: Span, at: number): number {
  return memory.heads[to + at] ?? 0;
}

function difference(span: Span, at: number): number {
  return behind(span, at) - before(span, at);
}

/** Beside it a window's sum must not be smaller for its error to stay below its last bit. */
const leastShare = 2 ** -36;

const windowSum: TotalMeasure = (span, at) => {
  if (difference(span, at) === 0) return null;
  const first = before(span, at + 1);
  const last = behind(span, at + 1);
  const carried = before(span, at + 2);
  const sum = last - first;
  const taken = sum - last;
  const lost = last - (sum - taken) - (first + taken);
  const total = sum + (lost + (behind(span, at + 2) - carried));
  const isExact = carried === 0 || Math.abs(total) >= leastShare * Math.abs(first);
  return isExact && Number.isFinite(total) ? total : undefined;
};

type TotalMeasures = Readonly<Partial<Record<MeasureKind, TotalMeasure>>>;

const ofWindow: TotalMeasures = {
  count: difference,
  values: difference,
  sum: windowSum,
  lastTime: (span, at) => {
    const last = behind(span, at);
    return last >= span.start ? last : null;
  },
};

const ofAllTime: TotalMeasures = {
  count: behind,
  values: behind,
  sum: (span, at) => {
    const total = behind(span, at + 1);
    return behind(span, at) === 0 || !Number.isFinite(total) ? null : total;
  },
  lastTime: (span, at) => {
    const last = behind(span, at);
    return Number.isNaN(last) ? null : last;
  },
};

export const totalMeasures: Readonly<Record<Window["kind"], TotalMeasures>> = {
  duration: ofWindow,
  all: ofAllTime,
  last: {},
};
