/** Whether the server answers, as the newest question found. */
import { useSyncExternalStore } from "react";

let connected = true;
const listeners = new Set<() => void>();

/** Keeps what was found; true where the connection is back. */
export function setConnected(now: boolean): boolean {
  const isBack = now && !connected;
  if (now !== connected) {
    connected = now;
    for (const listener of listeners) listener();
  }
  return isBack;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => connected);
}
