/** The value of a measure from an entity's lane: `measure-sql.ts` for one live row. */
import type { Value, Window } from "../../core/expression/index.ts";
import type { Lane } from "./lane.ts";
import { largestDeviating, type MeasureKind } from "./measure.ts";
import { countPlaces, lastPlaces, type Runs } from "./runs.ts";
import type { ColumnSummary, LaneSummary } from "./summary.ts";

/** The events of a lane that count for one row. */
export interface Reading {
  readonly lane: Lane;
  readonly runs: Runs;
  /** What was folded away, where the window is all time. */
  readonly folded: LaneSummary | null;
}

/** The events of `lane` that count for a row at `t` of which all is known that was known at `now`. */
export function readLane(lane: Lane, window: Window, t: number, now: number): Reading {
  const { visibility } = lane.plan;
  const end =
    visibility.kind === "lag" ? Math.min(t, now - visibility.micros + 1, t - visibility.micros + 1) : t;
  const to = lane.countBefore(end);
  if (window.kind === "duration") {
    return { lane, runs: lane.runs(lane.countBefore(t - window.micros), to, now), folded: null };
  }
  const runs = lane.runs(0, to, now);
  if (window.kind === "all") return { lane, runs, folded: lane.summary };
  return { lane, runs: lastPlaces(runs, window.events), folded: null };
}

type LiveMeasure = (reading: Reading, column: number) => Value;

function foldedColumn({ folded }: Reading, column: number): ColumnSummary | undefined {
  return folded?.columns[column];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const values = (reading: Reading, column: number): number =>
  reading.lane.total("values", column, reading.runs) + (foldedColumn(reading, column)?.values ?? 0);

const count: LiveMeasure = ({ runs, folded }) => countPlaces(runs) + (folded?.events ?? 0);

const sum: LiveMeasure = (reading, column) => {
  if (values(reading, column) === 0) return null;
  return finite(reading.lane.total("sum", column, reading.runs) + (foldedColumn(reading, column)?.sum ?? 0));
};

function valuesIn({ lane, runs }: Reading, column: number): Exclude<Value, null>[] {
  const list = lane.columns[column] ?? [];
  const found: Exclude<Value, null>[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    for (let place = runs[at] ?? 0; place < (runs[at + 1] ?? 0); place += 1) {
      const value = list[place] ?? null;
      if (value !== null) found.push(value);
    }
  }
  return found;
}

/** Two passes over the values, joined to what was folded (Chan, Golub and LeVeque 1979). */
const deviation: LiveMeasure = (reading, column) => {
  const numbers = valuesIn(reading, column).map(Number);
  const folded = foldedColumn(reading, column);
  const size = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), folded?.greatest ?? 0);
  const before = folded?.values ?? 0;
  const total = numbers.length + before;
  if (total < 2 || size >= largestDeviating) return null;
  const own = numbers.length === 0 ? 0 : numbers.reduce((left, right) => left + right, 0) / numbers.length;
  const squares = numbers.reduce((left, value) => left + (value - own) ** 2, 0);
  const apart = own - (folded?.mean ?? 0);
  const between = (apart * apart * numbers.length * before) / total;
  return finite(Math.sqrt((squares + (folded?.squares ?? 0) + between) / (total - 1)));
};

function extreme(kind: "min" | "max", better: (left: number, right: number) => number): LiveMeasure {
  return (reading, column) => {
    const found = finite(reading.lane.total(kind, column, reading.runs));
    const folded = foldedColumn(reading, column)?.[kind] ?? null;
    if (found === null || folded === null) return found ?? folded;
    return better(found, folded);
  };
}

function valueAt({ lane }: Reading, column: number, place: number): Value {
  return lane.columns[column]?.[place] ?? null;
}

export const liveMeasures: Readonly<Record<MeasureKind, LiveMeasure>> = {
  count,
  values,
  sum,
  deviation,
  min: extreme("min", Math.min),
  max: extreme("max", Math.max),
  first: (reading, column) => {
    const folded = foldedColumn(reading, column)?.first ?? null;
    if (folded !== null) return folded;
    const place = reading.lane.total("firstPlace", column, reading.runs);
    return Number.isFinite(place) ? valueAt(reading, column, place) : null;
  },
  last: (reading, column) => {
    const place = reading.lane.total("lastPlace", column, reading.runs);
    return Number.isFinite(place)
      ? valueAt(reading, column, place)
      : (foldedColumn(reading, column)?.last ?? null);
  },
  lastTime: ({ lane, runs, folded }) => {
    const last = runs.at(-1);
    return (last === undefined ? folded?.through?.time : lane.times[last - 1]) ?? null;
  },
  distinct: (reading, column) =>
    new Set([...valuesIn(reading, column), ...(foldedColumn(reading, column)?.remembered ?? [])]).size,
};
