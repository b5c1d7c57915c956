/** Rows of the log's tables as the log tells them. */
import type { Selectable } from "kysely";
import type { EventEntry, Logged, PredictionEntry } from "../event-log/event-log.ts";
import type { EventTable, PredictionTable } from "./schema.ts";

export function loggedEvent(row: Selectable<EventTable>): Logged<EventEntry> {
  const { seq, id, entity, time, received_at: receivedAt, body } = row;
  return { kind: "event", seq, id, entity, time, receivedAt, body };
}

export function loggedPrediction(row: Selectable<PredictionTable>): Logged<PredictionEntry> {
  const { seq, id, event_id: eventId, entity, time, received_at: receivedAt, model, version, body } = row;
  return { kind: "prediction", seq, id, eventId, entity, time, receivedAt, model, version, body };
}
