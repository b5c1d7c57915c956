/** Which events come too late: decided by what the log has of their entity, and so the same wherever it is asked. */
import { usualLatenessMs } from "../../../core/time.ts";
import type { LiveModel } from "./live-model.ts";

export const sevenDaysMicros = usualLatenessMs * 1_000;

/** Whether `time` lies too far behind the entity's latest event; microseconds. */
export function isTooLate(time: number, latest: number, maxLatenessMicros: number): boolean {
  return time < latest - maxLatenessMicros;
}

/** The entity's latest event after one more: an event from the future counts as one of its arrival (milliseconds). */
export function latestOf(latest: number, time: number, receivedAt: number): number {
  return Math.max(latest, Math.min(time, receivedAt * 1_000));
}

/** How far back a state can change: a label comes later than its event, by as long as it takes to be known. */
export function stateLatenessMicros(
  { readsOutcomes, serving }: LiveModel,
  maxLatenessMicros: number,
): number {
  const { maturesAfterMicros } = serving.definition.events.label;
  return readsOutcomes ? maxLatenessMicros + maturesAfterMicros : maxLatenessMicros;
}
