/** What is known of spans of time that follow one another, merged from the windows that are kept of them: what is kept is read once for all. */
import {
  levelTable,
  mergeAll,
  type WindowKind,
  type WindowOf,
  type WindowProfile,
  windowStart,
} from "../../../core/profile/index.ts";
import { dueStarts, rollUpState, type Store, storedProfiles, storedStarts } from "../../../io/store/index.ts";
import { joinPieces, type PlanInput, planWindow } from "./plan-window.ts";

export interface ReadWindowOptions {
  /** Only profiles of these kinds; all unless told. */
  readonly kinds?: readonly WindowKind[];
  /** Of numbers all but their sketches, which are empty: most of a merge is theirs. All unless told. */
  readonly numbers?: "all" | "counts";
}

export interface WindowsOf extends Pick<WindowOf, "model" | "version"> {
  /** [from, to) of each, epoch milliseconds: each begins where the one before it ends. */
  readonly spans: readonly Pick<WindowOf, "from" | "to">[];
}

/** Of each span what {@link readWindow} says of it. */
export async function readWindows(
  store: Store,
  { model, version, spans }: WindowsOf,
  { kinds, numbers = "all" }: ReadWindowOptions = {},
): Promise<readonly (readonly WindowProfile[])[]> {
  const of = { model, version };
  const [from, to] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
  const { keptFrom } = await rollUpState(store);
  const whole = await wholeWindows(store, { ...of, from, to });
  const found = spans.map((): WindowProfile[] => []);
  for (const piece of joinPieces(spans.flatMap((span) => planWindow({ ...span, whole, keptFrom }))))
    for (const { start, profiles } of await storedProfiles(store, { ...of, ...piece, kinds, numbers }))
      found[spans.findIndex((span) => start >= span.from && start < span.to)]?.push(...profiles);
  return found.map(mergeAll);
}

/** The hours and days of [from, to) that are kept, but those that are due: such a one may tell less than what it is merged from. */
async function wholeWindows(store: Store, { from, to, ...of }: WindowOf): Promise<PlanInput["whole"]> {
  const days = { ...of, level: "day", from, to } as const;
  const hours = { ...of, level: "hour", from, to } as const;
  const [storedDays, storedHours, dueDays, dueHours] = [
    await storedStarts(store, days),
    await storedStarts(store, hours),
    await dueStarts(store, days),
    await dueStarts(store, { ...hours, from: windowStart(from, "day"), to: to + levelTable.day.ms }),
  ];
  const stale = new Set([...dueDays, ...dueHours.map((start) => windowStart(start, "day"))]);
  const due = new Set(dueHours);
  return {
    day: new Set(storedDays.filter((start) => !stale.has(start))),
    hour: new Set(storedHours.filter((start) => !due.has(start))),
  };
}
