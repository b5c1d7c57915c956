import type { ApiQuestions, LessonMonitor } from "../../api/schema.gen.ts";

export type AlertStory = ApiQuestions["POST /api/lessons/alert"]["body"];
export type Happening = AlertStory["happenings"][number];

/** A good and a bad value of a monitor: so far from its bound on either side. */
export function valuesAround({ direction, bound }: LessonMonitor): {
  readonly good: number;
  readonly bad: number;
} {
  const away = Math.abs(bound) * 0.06 || 1;
  const sign = direction === "below" ? 1 : -1;
  return { good: bound + sign * away, bad: bound - sign * away };
}

/** What the alert's judge is asked. */
export function storyOf(
  monitor: LessonMonitor,
  happenings: readonly Happening[],
  latch: boolean,
): AlertStory {
  const { direction, bound, resolveBound, forMs, leastSample, strict, overMs } = monitor;
  return {
    monitor: { direction, bound, resolveBound, forMs, leastSample, strict, latch },
    windowMs: overMs,
    happenings: [...happenings],
  };
}

/** A night: fine, two bad windows, fine again; then somebody looks, and it is fine still. */
export function nightOf(monitor: LessonMonitor): Happening[] {
  const { good, bad } = valuesAround(monitor);
  const window = (value: number): Happening => ({ value, count: Math.max(1, monitor.leastSample) });
  return [window(good), window(bad), window(bad), window(good), window(good), "acknowledge", window(good)];
}
