import { type RunSearch, readRun } from "../../parts/run/run-search.ts";

export const stops = [
  "collect",
  "clean",
  "features",
  "train",
  "network",
  "validate",
  "package",
  "serve",
  "monitor",
  "retrain",
] as const;
export type Stop = (typeof stops)[number];

export const ways = {
  read: "Read",
  look: "Look",
  step: "Step through",
  try: "Try",
  quiz: "Quiz",
  cards: "Flash cards",
} as const;
export type Way = keyof typeof ways;

export interface LearnSearch extends RunSearch {
  /** The first unless told. */
  readonly stop?: Stop;
  /** To read unless told. */
  readonly way?: Way;
  /** The example's figures in place of one's own. */
  readonly whose?: "example";
}

/** What the address says of the learn page. */
export function readLearnSearch(search: Readonly<Record<string, unknown>>): LearnSearch {
  const stop = stops.find((known) => known === search.stop);
  const way = (Object.keys(ways) as Way[]).find((known) => known === search.way);
  return {
    ...readRun(search),
    ...(stop === undefined ? {} : { stop }),
    ...(way === undefined ? {} : { way }),
    ...(search.whose === "example" ? { whose: "example" } : {}),
  };
}
