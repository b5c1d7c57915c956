import { startTransition, useEffect, useState } from "react";
import { takeTurn } from "../turns.ts";

/** How many of `count` layers of a chart are drawn by now: one more each turn. Each costs the whole chart a look at itself. */
export function useDrawn(count: number): number {
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    if (drawn >= count) return;
    return takeTurn(() => startTransition(() => setDrawn(drawn + 1)), { isNear: true });
  }, [drawn, count]);
  return Math.min(drawn, count);
}
