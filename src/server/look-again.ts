import { setTimeout as pause } from "node:timers/promises";

export interface LookAgainOptions {
  readonly everyMs: number;
  /** What is looked at cannot be seen: told once, until it can. */
  readonly onTrouble: (cause: unknown) => void;
}

/** Calls `look` every so often, never twice at once; the result stops it, and resolves when no look is under way any more. */
export function lookAgain(
  look: () => Promise<void>,
  { everyMs, onTrouble }: LookAgainOptions,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isTold = false;
  async function lookOnce(): Promise<void> {
    try {
      await look();
      isTold = false;
    } catch (cause) {
      if (!isTold) onTrouble(cause);
      isTold = true;
    }
  }
  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, undefined, { signal }).catch(() => undefined); // stopped
      if (!signal.aborted) await lookOnce();
    }
  }
  const ended = watch();
  return async () => {
    stopping.abort();
    await ended;
  };
}
