import { type RunSearch, readRun, textOf } from "../../parts/run/run-search.ts";

export interface DataSearch extends RunSearch {
  /** The stage whose columns are looked at, or whose rule. */
  readonly stage?: string;
  /** Its rule whose rows are looked at. */
  readonly rule?: string;
  /** The feature or column that is looked at by the label. */
  readonly feature?: string;
  /** A run to compare with. */
  readonly beside?: string;
}

const names = ["stage", "rule", "feature", "beside"] as const;

/** What the address says of the data page. */
export function readDataSearch(search: Readonly<Record<string, unknown>>): DataSearch {
  const given = names.flatMap((name) => {
    const text = textOf(search[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { ...readRun(search), ...Object.fromEntries(given) };
}
