import { type Erasure, erasurePages } from "./erasures.ts";
import type { Store } from "./open-store.ts";

/** Every erasure, in no order. */
export async function allErasures(store: Store): Promise<Erasure[]> {
  const all: Erasure[] = [];
  for await (const page of erasurePages(store)) all.push(...page);
  return all;
}
