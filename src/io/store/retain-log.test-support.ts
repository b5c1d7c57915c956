import type { Store } from "./index.ts";

export const day = 86_400_000;
export const walking = { signal: new AbortController().signal, isDryRun: false, step: 3 };

/** Nothing holds the events back. */
export const free = {
  learnedSeq: null,
  plans: [],
  cover: () => Promise.reject(new Error("nothing to cover")),
};

/** At `ms`, as the log has times. */
export const at = (ms: number) => ms * 1_000;

export async function idsOf({ db }: Store, table: "events" | "predictions"): Promise<(string | null)[]> {
  return (await db.selectFrom(table).select("id").orderBy("seq").execute()).map(({ id }) => id);
}
