import type { Key, LogEntry } from "./event-log.ts";

export interface Ids {
  readonly events: Set<Key>;
  readonly predictions: Set<string>;
}

/** The ids that `entries` name: their own, and those of what they are about. */
export function idsOf(entries: readonly LogEntry[]): Ids {
  const ids: Ids = { events: new Set(), predictions: new Set() };
  for (const entry of entries) {
    const event = entry.kind === "event" ? entry.id : entry.eventId;
    if (event !== null) ids.events.add(event);
    const prediction =
      entry.kind === "prediction" ? entry.id : entry.kind === "feedback" ? entry.predictionId : null;
    if (prediction !== null) ids.predictions.add(prediction);
  }
  return ids;
}
