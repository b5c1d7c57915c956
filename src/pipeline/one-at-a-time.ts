/** A job of which only one is to be done at a time, whoever stands ready. */
import type { Store } from "../io/store/index.ts";

export interface OneAtATimeOptions {
  /** Of the job, the same for all who stand ready. */
  readonly name: string;
  /** Where they stand. */
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Does `work` where nobody else is at it; null where another is. */
export async function oneAtATime<T>(
  work: () => Promise<T>,
  { name, store, now }: OneAtATimeOptions,
): Promise<T | null> {
  await using stand = await store.standReady({ name, now });
  const turn = await stand.attempt(work);
  return turn.isMine ? turn.result : null;
}
