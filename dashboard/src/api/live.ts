/** Whether the server tells what changes; while it does not, pages ask again and again. */
import { useSyncExternalStore } from "react";

let isLive = false;
const listeners = new Set<() => void>();

export function setLive(now: boolean): void {
  if (now === isLive) return;
  isLive = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is asked every `everyMs` otherwise is asked so seldom: for what changes without being told. */
const seldomMs = 30_000;

/** How often to ask again what is worth asking every `everyMs`. */
export function useEvery(everyMs: number): number {
  const told = useSyncExternalStore(subscribe, () => isLive);
  return told ? Math.max(everyMs, seldomMs) : everyMs;
}
