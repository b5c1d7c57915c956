/** What a chart of lines is made of: plain values, and what can be said of them in words. */
export type Value = number | null;

/** A place on the x axis and what was measured there; null where there is not enough to say. */
export interface Point {
  readonly x: number;
  readonly values: Readonly<Record<string, Value>>;
  /** The intervals of values that have one. */
  readonly bands?: Readonly<Record<string, readonly [number, number] | null>>;
}

export interface Series {
  /** Its key in the points. */
  readonly key: string;
  readonly label: string;
  /** Of the theme: blue.6. */
  readonly color: string;
  /** Lines differ by their pattern too; whole unless told. */
  readonly dash?: string;
  readonly shape?: "line" | "bar";
}

/** Something that happened at a place. */
export interface Marker {
  readonly x: number;
  /** Its kind and, after a colon, what it was: the legend has the kind. */
  readonly label: string;
  readonly color: string;
  /** Kinds differ by their pattern too; dotted unless told. */
  readonly dash?: string;
}

export interface SummaryOptions {
  readonly format: (value: number) => string;
  /** What a place is called: "hour", "epoch". */
  readonly place: string;
}

/** The newest, lowest and highest value of the first series, and how many places have none. */
export function summarise(
  points: readonly Point[],
  [first]: readonly Series[],
  { format, place }: SummaryOptions,
): string {
  if (first === undefined || points.length === 0) return "Nothing to show.";
  const values = points.flatMap(({ values: at }) => at[first.key] ?? []);
  const newest = values.at(-1);
  if (newest === undefined) return `Not enough data at any ${place}.`;
  const range = `between ${format(Math.min(...values))} and ${format(Math.max(...values))}`;
  const missing = points.length - values.length;
  const gaps = missing === 0 ? "" : `; not enough data in ${missing} of ${points.length}`;
  return `${first.label}: ${format(newest)} last, ${range}${gaps}.`;
}

interface HappenedAtOptions {
  readonly markers: readonly Marker[];
  /** Of a place; what happened beside it is another's. */
  readonly width?: number | undefined;
}

/** What happened at a place, in words: the first of it, and how much more there was. */
export function happenedAt(place: number, { markers, width = 0 }: HappenedAtOptions): string[] {
  const here = markers.filter(({ x }) => x === place || (x >= place - width / 2 && x < place + width / 2));
  const more = here.length - mostTold;
  const told = here.slice(0, mostTold).map(({ label }) => label);
  return more > 0 ? [...told, `and ${more} more`] : told;
}

const mostTold = 4;

/** Runs of places at which no series has a value, as spans between them. */
export function gapsOf(points: readonly Point[], width: number): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  for (const { x, values } of points) {
    if (Object.values(values).some((value) => value !== null)) continue;
    const last = gaps.at(-1);
    const [from, to] = [x - width / 2, x + width / 2];
    if (last !== undefined && last.to >= from) gaps.splice(-1, 1, { from: last.from, to });
    else gaps.push({ from, to });
  }
  return gaps;
}
