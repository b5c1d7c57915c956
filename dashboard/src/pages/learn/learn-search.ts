import { type RunSearch, readRun } from "../../parts/run/run-search.ts";

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
  /** As the lessons call it; the first of them unless told. */
  readonly stop?: string;
  /** To read unless told. */
  readonly way?: Way;
  /** The example's figures in place of one's own. */
  readonly whose?: "example";
}

/** What the address says of the learn page. */
export function readLearnSearch(search: Readonly<Record<string, unknown>>): LearnSearch {
  const { stop } = search;
  const way = (Object.keys(ways) as Way[]).find((known) => known === search.way);
  return {
    ...readRun(search),
    ...(typeof stop === "string" ? { stop } : {}),
    ...(way === undefined ? {} : { way }),
    ...(search.whose === "example" ? { whose: "example" } : {}),
  };
}
