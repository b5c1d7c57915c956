/** Which span of time a page is about. It lives in the address, so that a link shows a colleague the same. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMinute } from "./use-minute.ts";

export const lasts = ["15m", "1h", "6h", "1d", "7d", "30d", "90d"] as const;
export type Last = (typeof lasts)[number];

/** What the address holds: a span that ends now, or one that stands still (epoch milliseconds). */
export interface RangeSearch {
  readonly last?: Last;
  readonly from?: number;
  readonly to?: number;
}

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Null where it stands still. */
  readonly last: Last | null;
  readonly label: string;
}

const words: Readonly<Record<Last, readonly [label: string, ms: number]>> = {
  "15m": ["15 minutes", 900_000],
  "1h": ["hour", 3_600_000],
  "6h": ["6 hours", 21_600_000],
  "1d": ["day", 86_400_000],
  "7d": ["7 days", 604_800_000],
  "30d": ["30 days", 2_592_000_000],
  "90d": ["90 days", 7_776_000_000],
};

export function lastLabel(last: Last): string {
  return `Last ${words[last][0]}`;
}

/** The range in an address; anything that is none is left out. */
export function readRange(search: Readonly<Record<string, unknown>>): RangeSearch {
  const last = lasts.find((known) => known === search.last);
  const [from, to] = [Number(search.from), Number(search.to)];
  const stands = search.from !== undefined && search.to !== undefined && from > 0 && to > from;
  if (stands) return { from, to };
  return last === undefined ? {} : { last };
}

const minuteMs = 60_000;

/** The range of `search`: ends of moving ones are whole minutes, so that all parts of a page ask for the same one. */
export function rangeOf(search: RangeSearch, now: number): Range {
  const { last = "1d", from, to } = search;
  if (from !== undefined && to !== undefined) return { from, to, last: null, label: "Chosen span" };
  const end = Math.ceil(now / minuteMs) * minuteMs;
  return { from: end - words[last][1], to: end, last, label: lastLabel(last) };
}

/** The range of the page's address. */
export function useRange(): Range {
  return rangeOf(readRange(useSearch({ strict: false })), useMinute());
}

/** Changes the range in the address; all else in it stays. */
export function useSetRange(): (range: RangeSearch) => void {
  const navigate = useNavigate();
  return (range) =>
    void navigate({
      to: ".",
      search: (before: Readonly<Record<string, unknown>>) => {
        const { last: _last, from: _from, to: _to, ...others } = before;
        return { ...others, ...range };
      },
    });
}
