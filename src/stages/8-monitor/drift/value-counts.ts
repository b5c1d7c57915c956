/** What a window holds of one subject, on the bins of its baseline, whether it was counted live or in a file. */
import type { Counts, Reference } from "../../../core/drift/index.ts";
import type { CategoryWindow, NumberWindow, OpaqueWindow } from "../../../core/profile/index.ts";
import type { BinCounts, NumberProfile, Profile, ProfileWindows } from "../../6-package/index.ts";

export interface ValueCounts {
  readonly rows: number;
  readonly missing: number;
  /** Numbers: below the bins, the bins, above them. Categories: the listed values, the others, the unseen. Else none. */
  readonly counts: Counts;
}

type ReferenceWindows = ProfileWindows["windows"];

/** The baseline of a subject's values; null where they are not to be looked at. */
export function referenceOf(profile: Profile, windows: ReferenceWindows): Reference | null {
  if (profile.kind === "opaque") return null;
  if (profile.kind === "category") {
    const counts = [...profile.values.map(({ count }) => count), profile.other, 0];
    return { counts, isOrdered: false, places: null, windows: windows.map(categoryWindow) };
  }
  return {
    counts: [0, ...profile.bins.counts, 0],
    isOrdered: true,
    places: placesOf(profile),
    windows: windows.map(({ counts }) => [0, ...counts, 0]),
  };
}

/** The baseline of how many rows have a value, and how many have none. */
export function missingReference({ rows, missing }: Profile, windows: ReferenceWindows): Reference {
  return {
    counts: [rows - missing, missing],
    isOrdered: true,
    places: null,
    windows: windows.map((window) => [window.rows - window.missing, window.missing]),
  };
}

function categoryWindow({ rows, missing, counts }: ReferenceWindows[number]): Counts {
  const listed = counts.reduce((sum, count) => sum + count, 0);
  return [...counts, rows - missing - listed, 0];
}

function placesOf({ bins, min, max, standardDeviation }: NumberProfile): Reference["places"] {
  if (min === null || max === null || !(standardDeviation !== null && standardDeviation > 0)) return null;
  const middles = bins.counts.map((_, bin) => {
    const low = bins.edges[bin] ?? min;
    return low / 2 + (bins.edges[bin + 1] ?? low) / 2;
  });
  return { positions: [min, ...middles, max], spread: standardDeviation };
}

/** A live window of a subject as counts. */
export function countsOfWindow(window: NumberWindow | CategoryWindow | OpaqueWindow): ValueCounts {
  const { rows, missing } = window;
  switch (window.kind) {
    case "number":
      return { rows, missing, counts: [window.below, ...window.counts, window.above] };
    case "category":
      return { rows, missing, counts: [...window.counts, window.other, window.unseen] };
    case "opaque":
      return { rows, missing, counts: [] };
    default:
      return window satisfies never;
  }
}

/** What was counted of a table's column as counts. */
export function countsOfBins(profile: Profile, counted: BinCounts): ValueCounts {
  const { rows, missing, counts, below, above, unlisted } = counted;
  switch (profile.kind) {
    case "number":
      return { rows, missing, counts: [below, ...counts, above] };
    case "category":
      // Where the baseline had values that it does not list, nobody can tell a new one from those.
      return {
        rows,
        missing,
        counts: [...counts, ...(profile.other > 0 ? [unlisted, 0] : [0, unlisted])],
      };
    case "opaque":
      return { rows, missing, counts: [] };
    default:
      return profile satisfies never;
  }
}
