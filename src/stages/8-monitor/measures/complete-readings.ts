import type { Monitor, Reading } from "../../../core/monitor/index.ts";

/**
 * What was found in a window, and for each known subject of the monitor that nothing was found of, a reading that says
 * so: silence is no good news. Where the window as a whole had nothing, that is said of each known subject.
 */
export function completeReadings(
  { kind }: Monitor,
  found: readonly Reading[],
  known: Iterable<string>,
): readonly Reading[] {
  const [first] = found;
  if (first === undefined) return [];
  const { from, to } = first;
  const isWhole = found.length === 1 && first.subject === "" && first.value === null;
  const why = isWhole && first.why !== undefined ? first.why : "nothing was measured of it in this window";
  const subjects = new Set(found.map(({ subject }) => subject));
  const lost = [...known].filter((subject) => !subjects.has(subject));
  const kept = isWhole && lost.some((subject) => subject !== "") ? [] : found;
  const blank = { measure: kind, count: 0, value: null, low: null, high: null } as const;
  return [...kept, ...lost.map((subject): Reading => ({ ...blank, subject, from, to, why }))];
}
