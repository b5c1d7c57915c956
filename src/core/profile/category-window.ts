import { addCounts } from "./add-counts.ts";
import type { ValueWindow } from "./value-window.ts";

/** Texts of a window, on the values that the reference profile lists. */
export interface CategoryWindow extends ValueWindow {
  readonly kind: "category";
  /** One for each listed value, in the order of the reference. */
  readonly counts: readonly number[];
  /** Values that are not listed: other where the reference had such values too, unseen where it lists all that it had. */
  readonly other: number;
  readonly unseen: number;
}

export function mergeCategories(one: CategoryWindow, other: CategoryWindow): CategoryWindow {
  return {
    ...one,
    rows: one.rows + other.rows,
    missing: one.missing + other.missing,
    counts: addCounts(one.counts, other.counts),
    other: one.other + other.other,
    unseen: one.unseen + other.unseen,
  };
}
