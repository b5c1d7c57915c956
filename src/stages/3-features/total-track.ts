/**
 * The numbers that running totals consist of, and how an event moves them. A sum carries what its rounding lost (Joldes,
 * Muller and Popescu 2017, algorithms 1 to 4), so that whole sums are exact and others as good as added anew.
 */
import { type TableLayout, timeCell } from "./table-layout.ts";
import type { LaneTotals } from "./totals-plan.ts";

export interface TotalTrack {
  /** events and lastTime are one number; sum is three: how many values, their sum, and what it lost. */
  readonly kind: "events" | "lastTime" | "sum";
  /** Where its numbers stand among the totals. */
  readonly at: number;
  /** Where in a row the number stands that is added; NaN is none. */
  readonly cell: number;
  /** Where in a row a number stands only if the event counts: its time, where there is no condition. */
  readonly mark: number;
  readonly settledMicros: number;
}

/** What the totals of `lane` consist of. */
export function tracksOf(
  { mark: marked, events, lastTime, columns, settledMicros }: LaneTotals,
  { columns: names, columnCells, computedCells }: TableLayout,
): TotalTrack[] {
  const mark = marked < 0 ? timeCell : computedCells + marked;
  const own = [
    { kind: "events", at: events, cell: mark },
    { kind: "lastTime", at: lastTime, cell: timeCell },
  ] as const;
  const sums = columns.map(({ at, source, computed }) => {
    const cell = source === null ? computedCells + computed : columnCells + names.indexOf(source);
    return { kind: "sum", at, cell } as const;
  });
  return [...own.filter(({ at }) => at >= 0), ...sums].map((track) => ({ ...track, mark, settledMicros }));
}

/** Adds `value` to the sum at `at`, before which stands how many there are, and behind it what it lost. */
function addValue(cells: Float64Array, at: number, value: number): void {
  const before = cells[at] ?? 0;
  const sum = before + value;
  const added = sum - before;
  const lost = (cells[at + 1] ?? 0) + (before - (sum - added) + (value - added));
  const total = sum + lost;
  cells[at - 1] = (cells[at - 1] ?? 0) + 1;
  cells[at] = total;
  cells[at + 1] = lost - (total - sum);
}

/** Adds the event whose row begins at `row` of `rows` to the totals that begin at `start` of `cells`. */
export function addEvent(
  { kind, at, cell, mark }: TotalTrack,
  rows: Float64Array,
  row: number,
  cells: Float64Array,
  start: number,
): void {
  const value = rows[row + cell] ?? Number.NaN;
  if (Number.isNaN(value) || Number.isNaN(rows[row + mark])) return;
  if (kind === "sum") addValue(cells, start + at + 1, value);
  else cells[start + at] = kind === "events" ? (cells[start + at] ?? 0) + 1 : value;
}
