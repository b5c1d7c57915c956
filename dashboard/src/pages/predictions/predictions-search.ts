import { numberOf, textOf } from "../../parts/run/run-search.ts";

export const verdicts = ["right", "wrong", "labelled", "unlabelled"] as const;

/** What predictions are looked for; the span of time is the page's own. */
export interface PredictionsSearch {
  readonly id?: string;
  readonly entity?: string;
  readonly version?: number;
  readonly scoreFrom?: number;
  readonly scoreTo?: number;
  readonly verdict?: (typeof verdicts)[number];
}

export function readPredictionsSearch(search: Readonly<Record<string, unknown>>): PredictionsSearch {
  const [id, entity] = [textOf(search.id), textOf(search.entity)];
  const version = numberOf(search.version, 1, 2 ** 31);
  const [scoreFrom, scoreTo] = [numberOf(search.scoreFrom, 0, 1), numberOf(search.scoreTo, 0, 1)];
  const verdict = verdicts.find((known) => known === search.verdict);
  return {
    ...(id === undefined ? {} : { id }),
    ...(entity === undefined ? {} : { entity }),
    ...(version === undefined ? {} : { version }),
    ...(scoreFrom === undefined ? {} : { scoreFrom }),
    ...(scoreTo === undefined ? {} : { scoreTo }),
    ...(verdict === undefined ? {} : { verdict }),
  };
}
