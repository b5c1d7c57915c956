/** What is known of a span of time. */
import type { WindowOf, WindowProfile } from "../../../core/profile/index.ts";
import { dueStarts, rollUpState, type Store } from "../../../io/store/index.ts";
import { type ReadWindowOptions, readWindows } from "./read-windows.ts";

/**
 * One profile for each thing that was seen in [from, to), by when predictions were had; none where nothing was. At the
 * edges, minutes that begin in it count whole; where minutes are no longer kept, hours, and then days.
 */
export async function readWindow(
  store: Store,
  { model, version, from, to }: WindowOf,
  options: ReadWindowOptions = {},
): Promise<readonly WindowProfile[]> {
  const [found = []] = await readWindows(store, { model, version, spans: [{ from, to }] }, options);
  return found;
}

/** Whether every window of [from, to) is made, so that what is not there did not happen. */
export async function isRolledUp(store: Store, { model, version, from, to }: WindowOf): Promise<boolean> {
  const { rolledTo } = await rollUpState(store);
  if (rolledTo < to) return false;
  const due = await dueStarts(store, { model, version, level: "minute", from, to });
  return due.length === 0;
}
