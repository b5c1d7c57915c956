/** When what happens in the six weeks, in days since the shop went live with the model; the model learned from the weeks before. */

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

/** Of recorded visits before the model serves. */
export const historyDays = 28;
/** A Monday. */
export const openedMs = Date.UTC(2026, 0, 5);
/** The Monday on which the first version begins to answer. */
export const liveMs = openedMs + historyDays * dayMs;

export const weeks = 6;
/** The shop's pages become a feed. */
export const redesignDay = 12;
/** A partner's import sends labels of these days' visits, every other the wrong way round, and later puts them right. */
export const poison = { fromDay: 24, toDay: 29.5, sentOnDay: 30, correctedOnDay: 31.5 } as const;
/** Somebody puts a version that looks good on its own file straight into canary, for this share of the visitors. */
export const badVersion = { day: 36, trainedFromDay: 16, share: 0.2 } as const;

/** Of the model, measured; the alert of the configuration says the same. */
export const wantedAccuracy = 0.8;

export const endMs = liveMs + weeks * 7 * dayMs;

/** Epoch milliseconds of a day since the model went live. */
export function onDay(day: number): number {
  return liveMs + day * dayMs;
}

/** Days since the model went live, of epoch milliseconds. */
export function dayOf(at: number): number {
  return (at - liveMs) / dayMs;
}
