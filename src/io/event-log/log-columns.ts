/** The log's columns as both databases tell them, under the names of {@link Logged} and {@link LabelFact}. */
import type { LabelFact } from "./event-log.ts";

/** Of `events AS e`. */
export const eventColumns = `'event' AS kind, e.seq, e.id, e.entity, e.time, e.received_at AS "receivedAt", e.body`;
/** Of `predictions AS p`. */
export const predictionColumns = `'prediction' AS kind, p.seq, p.id, p.event_id AS "eventId", p.entity, p.time,
  p.received_at AS "receivedAt", p.model, p.version, p.body`;
/** Labels that took effect, as rows to be narrowed by WHERE. */
export const labelRows = `'label' AS kind, f.effective_seq AS seq, f.entity, f.of_event AS "eventId", e.time, f.label,
  f.effective_at AS "receivedAt" FROM feedback AS f JOIN events AS e ON e.id = f.of_event`;
export const positionColumns = `seq, erased_seq AS "erasedSeq"`;

/** What `feedback` says of a label: entity, of_event, effective_seq, effective_at. */
export function effectColumns(fact: LabelFact | null) {
  return [fact?.entity ?? null, fact?.eventId ?? null, fact?.seq ?? null, fact?.receivedAt ?? null] as const;
}
