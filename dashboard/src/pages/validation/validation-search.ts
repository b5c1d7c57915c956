import { numberOf, type RunSearch, readRun } from "../../parts/run/run-search.ts";

export interface ValidationSearch extends RunSearch {
  /** The threshold that is tried; the model's own unless told. */
  readonly threshold?: number;
  /** What errors cost; as the definition says unless told. */
  readonly falsePositive?: number;
  readonly falseNegative?: number;
}

const greatest = { threshold: 1, falsePositive: 1e12, falseNegative: 1e12 } as const;

/** What the address says of the validation page. */
export function readValidationSearch(search: Readonly<Record<string, unknown>>): ValidationSearch {
  const given = Object.entries(greatest).flatMap(([name, most]) => {
    const value = numberOf(search[name], 0, most);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...readRun(search), ...Object.fromEntries(given) };
}
