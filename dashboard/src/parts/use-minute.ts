import { useSyncExternalStore } from "react";

const minuteMs = 60_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, 5_000);
  return () => clearInterval(timer);
}

/** The end of the minute that it is now, epoch milliseconds; a page drawn with it is drawn anew when the next begins. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.ceil(Date.now() / minuteMs) * minuteMs);
}
