/** What changed in a window, in a clause that a person understands without knowing any distance. */
import { type Counts, sharesOf } from "../../../core/drift/index.ts";
import { formatSignificant } from "../../../core/format.ts";
import type { CategoryProfile, NumberProfile, Profile } from "../../6-package/index.ts";
import type { ValueCounts } from "./value-counts.ts";

/** A part of the rows, before and now. */
interface Part {
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** The change of the values that matters most: "'tablet' rose from 4% to 19% of rows". */
export function describeValues(profile: Profile, before: Counts, window: ValueCounts): string {
  const [p, q] = [sharesOf(before), sharesOf(window.counts)];
  const isWhole = profile.missing === 0 && window.missing === 0;
  const rows = isWhole ? "rows" : "the rows with a value";
  if (profile.kind === "number") return told(numberPart(profile, p, q), rows);
  return profile.kind === "category" ? told(categoryPart(profile, p, q), rows) : "";
}

/** "missing rose from 1% to 12% of rows" */
export function describeMissing(profile: Profile, window: ValueCounts): string {
  const before = profile.missing / profile.rows;
  return told({ what: "missing", before, now: window.missing / window.rows }, "rows");
}

function told({ what, before, now }: Part, rows: string): string {
  const [then, today] = percentages(before, now);
  const verb = now >= before ? "rose" : "fell";
  return `${what} ${verb} from ${then} to ${today} of ${rows}`;
}

function categoryPart({ values }: CategoryProfile, p: readonly number[], q: readonly number[]): Part {
  const names = [
    ...values.map(({ value }) => `'${value}'`),
    "values too rare to be listed",
    "values never seen before",
  ];
  const most = indexOfMost(p.map((share, bin) => Math.abs((q[bin] ?? 0) - share)));
  return { what: names[most] ?? "", before: p[most] ?? 0, now: q[most] ?? 0 };
}

/**
 * Outside of what was seen, where that is at least half of all that changed; a single range, where it changed by clearly
 * more than any upper or lower part; else the upper or lower part that changed most, the way it rose.
 */
function numberPart(profile: NumberProfile, p: readonly number[], q: readonly number[]): Part {
  const changes = p.map((share, bin) => (q[bin] ?? 0) - share);
  const changed = changes.reduce((sum, change) => sum + Math.abs(change), 0) / 2;
  const outside = [0, p.length - 1].find((bin) => (changes[bin] ?? 0) > changed / 2);
  if (outside !== undefined) return rangePart(profile, outside, p, q);
  const below = changes
    .slice(0, -1)
    .map((_, bin) => -changes.slice(0, bin + 1).reduce((sum, each) => sum + each, 0));
  const cut = indexOfMost(below.map(Math.abs));
  const bin = indexOfMost(changes.map(Math.abs));
  if (Math.abs(changes[bin] ?? 0) > 1.25 * Math.abs(below[cut] ?? 0)) return rangePart(profile, bin, p, q);
  return cutPart(profile, cut, p, q);
}

function cutPart(
  { bins, max }: NumberProfile,
  cut: number,
  p: readonly number[],
  q: readonly number[],
): Part {
  const upper = (shares: readonly number[]) => shares.slice(cut + 1).reduce((sum, share) => sum + share, 0);
  const edge = formatSignificant(bins.edges[cut] ?? max ?? 0);
  const [before, now] = [upper(p), upper(q)];
  return now >= before
    ? { what: `${edge} or more`, before, now }
    : { what: `less than ${edge}`, before: 1 - before, now: 1 - now };
}

/** Bin 0 is below all bins, the last one above them. */
function rangePart(
  { bins, min, max }: NumberProfile,
  bin: number,
  p: readonly number[],
  q: readonly number[],
): Part {
  const edge = (index: number) => formatSignificant(bins.edges[index] ?? 0);
  const shares = { before: p[bin] ?? 0, now: q[bin] ?? 0 };
  if (bin === 0) return { what: `less than ${formatSignificant(min ?? 0)}, the least before,`, ...shares };
  if (bin === p.length - 1)
    return { what: `more than ${formatSignificant(max ?? 0)}, the most before,`, ...shares };
  const isLast = bin === p.length - 2;
  if (bins.edges.length < 2) return { what: `the value ${edge(0)}`, ...shares };
  return { what: isLast ? `${edge(bin - 1)} or more` : `from ${edge(bin - 1)} to ${edge(bin)}`, ...shares };
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);
}

/** Both with as few decimals as show that they differ, and that what is not nothing is not. */
function percentages(before: number, now: number): readonly [string, string] {
  for (let decimals = 0; decimals < 6; decimals++) {
    const [one, other] = [before, now].map((share) => (share * 100).toFixed(decimals));
    const hidden = [before, now].some((share) => share > 0 && Number((share * 100).toFixed(decimals)) === 0);
    if (one !== other && !hidden) return [`${one}%`, `${other}%`];
  }
  return [`${before * 100}%`, `${now * 100}%`];
}
