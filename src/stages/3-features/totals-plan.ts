/** Which numbers running totals are made of, and which measures they tell. */
import type { RowFunction, Window } from "../../core/expression/index.ts";
import type { Measure } from "./measure.ts";
import { type SpanPlan, type TotalMeasure, totalMeasures } from "./total-measures.ts";

export interface TotalColumn {
  readonly column: number;
  /** Where it is told how many values there are; behind it stand their sum and what it lost. */
  readonly at: number;
  readonly read: RowFunction;
  /** The column of the events whose number it is; null where it is computed. */
  readonly source: string | null;
  /** The number of what is computed, −1 where nothing is. */
  readonly computed: number;
}

/** The totals of one lane; −1 where nobody asks. */
export interface LaneTotals {
  readonly where: RowFunction | null;
  readonly index: number;
  /** The number of what is computed of each event: 1 where it satisfies the condition. */
  readonly mark: number;
  /** Where it is told how many events there are. */
  events: number;
  lastTime: number;
  readonly columns: TotalColumn[];
  /** Events this long before the horizon, microseconds, may be forgotten but for the totals. */
  settledMicros: number;
}

/** One way to count events before a time: until a lag ago, or until a window begins. */
export interface CursorPlan {
  readonly key: string;
  /** Where the totals stand that somebody asks there. */
  readonly asked: Set<number>;
}

export interface TotalsPlan {
  readonly lanes: LaneTotals[];
  readonly spans: SpanPlan[];
  /** How many numbers the totals are. */
  width: number;
  /** How many numbers are computed of each event and kept with it. */
  computed: number;
  readonly cursors: CursorPlan[];
}

/** Where a measure finds its totals. */
export interface TotalPlan {
  readonly measure: TotalMeasure;
  readonly at: number;
  /** The number of its span. */
  readonly span: number;
}

/** The lane of a measure, and its column there, −1 and undefined where it has none. */
interface TotalSource {
  readonly where: RowFunction | null;
  readonly index: number;
  readonly column: number;
  readonly read: RowFunction | undefined;
}

/** The number of `value` among those asked for before, or the next. */
export function numberOf(numbers: Map<string, number>, value: unknown): number {
  const key = JSON.stringify(value);
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}

export function emptyTotals(): TotalsPlan {
  return { lanes: [], spans: [], width: 0, computed: 0, cursors: [] };
}

/** Makes room for `count` totals and tells where. */
function takeCells(plan: TotalsPlan, count: number): number {
  plan.width += count;
  return plan.width - count;
}

function takeComputed(plan: TotalsPlan): number {
  plan.computed += 1;
  return plan.computed - 1;
}

/** The totals of a lane, made unless they are there. */
function laneTotals(
  plan: TotalsPlan,
  { where, index, lag }: { readonly where: RowFunction | null; readonly index: number; readonly lag: number },
): LaneTotals {
  const known = plan.lanes.find((lane) => lane.index === index);
  if (known !== undefined) return known;
  const mark = where === null ? -1 : takeComputed(plan);
  const made: LaneTotals = {
    where,
    index,
    mark,
    events: -1,
    lastTime: -1,
    columns: [],
    settledMicros: lag - 1,
  };
  plan.lanes.push(made);
  return made;
}

/** Where it is told how many events a lane has, or when the last was. */
function ownTotal(plan: TotalsPlan, lane: LaneTotals, kind: Measure["kind"]): number {
  const own = kind === "count" ? "events" : "lastTime";
  if (lane[own] < 0) lane[own] = takeCells(plan, 1);
  return lane[own];
}

/** Where it is told how many values a column of a lane has, and their sum. */
function columnTotals(
  plan: TotalsPlan,
  lane: LaneTotals,
  { value }: Measure,
  { column, read }: { readonly column: number; readonly read: RowFunction },
): number {
  const known = lane.columns.find((other) => other.column === column);
  if (known !== undefined) return known.at;
  const name = value?.kind === "column" ? value.column : null;
  const computed = name === null ? takeComputed(plan) : -1;
  const at = takeCells(plan, 3);
  lane.columns.push({ column, at, read, source: name, computed });
  return at;
}

/** The number of the cursor for `key`, which from now on has the totals at `at` too. */
function cursorFor({ cursors }: TotalsPlan, key: string, at: number): number {
  if (!cursors.some((cursor) => cursor.key === key)) cursors.push({ key, asked: new Set() });
  const number = cursors.findIndex((cursor) => cursor.key === key);
  cursors[number]?.asked.add(at);
  return number;
}

/** The number of the span for a window and a lag, whose cursors from now on have the totals at `at` too. */
function spanFor(plan: TotalsPlan, window: Window, lag: number, at: number): number {
  const from = window.kind === "duration" ? cursorFor(plan, `window ${window.micros}`, at) : null;
  const to = cursorFor(plan, `lag ${lag}`, at);
  const known = plan.spans.findIndex(({ cursors }) => cursors.from === from && cursors.to === to);
  return known < 0 ? plan.spans.push({ lag, window, cursors: { from, to } }) - 1 : known;
}

/** Makes room in `plan` for `measure` of a lane; null where running totals cannot tell it. */
export function planTotal(plan: TotalsPlan, asked: Measure, source: TotalSource): TotalPlan | null {
  const { kind, window, visibility } = asked;
  const measure = totalMeasures[window.kind][kind];
  if (measure === undefined || visibility.kind !== "lag") return null;
  const lag = visibility.micros;
  const lane = laneTotals(plan, { ...source, lag });
  if (window.kind === "duration") lane.settledMicros = Math.max(lane.settledMicros, window.micros);
  const { column, read } = source;
  const at =
    read === undefined ? ownTotal(plan, lane, kind) : columnTotals(plan, lane, asked, { column, read });
  return { measure, at, span: spanFor(plan, window, lag, at) };
}
