/** What is known of a span of time, merged from the windows that are kept of it. */
import {
  levelTable,
  mergeAll,
  type WindowKind,
  type WindowOf,
  type WindowProfile,
  windowStart,
} from "../../../core/profile/index.ts";
import { dueStarts, rollUpState, type Store, storedProfiles, storedStarts } from "../../../io/store/index.ts";
import { planWindow } from "./plan-window.ts";

export interface ReadWindowOptions {
  /** Only profiles of these kinds; all unless told. */
  readonly kinds?: readonly WindowKind[];
  /** Of numbers all but their sketches, which are empty: most of a merge is theirs. All unless told. */
  readonly numbers?: "all" | "counts";
}

/**
 * One profile for each thing that was seen in [from, to), by when predictions were had; none where nothing was. At the
 * edges, minutes that begin in it count whole; where minutes are no longer kept, hours, and then days.
 */
export async function readWindow(
  store: Store,
  { model, version, from, to }: WindowOf,
  { kinds, numbers = "all" }: ReadWindowOptions = {},
): Promise<readonly WindowProfile[]> {
  const of = { model, version };
  const { keptFrom } = await rollUpState(store);
  const days = { ...of, level: "day", from, to } as const;
  const hours = { ...of, level: "hour", from, to } as const;
  const [storedDays, storedHours, dueDays, dueHours] = [
    await storedStarts(store, days),
    await storedStarts(store, hours),
    await dueStarts(store, days),
    await dueStarts(store, { ...hours, from: windowStart(from, "day"), to: to + levelTable.day.ms }),
  ];
  // A window that is due may tell less than those it is merged from.
  const stale = new Set([...dueDays, ...dueHours.map((start) => windowStart(start, "day"))]);
  const due = new Set(dueHours);
  const whole = {
    day: new Set(storedDays.filter((start) => !stale.has(start))),
    hour: new Set(storedHours.filter((start) => !due.has(start))),
  };
  const found: WindowProfile[] = [];
  for (const piece of planWindow({ from, to, whole, keptFrom }))
    for (const { profiles } of await storedProfiles(store, { ...of, ...piece, kinds, numbers }))
      found.push(...profiles);
  return mergeAll(found);
}

/** Whether every window of [from, to) is made, so that what is not there did not happen. */
export async function isRolledUp(store: Store, { model, version, from, to }: WindowOf): Promise<boolean> {
  const { rolledTo } = await rollUpState(store);
  if (rolledTo < to) return false;
  const due = await dueStarts(store, { model, version, level: "minute", from, to });
  return due.length === 0;
}
