/** What was there before: the same id with the same body is answered from the log, with another it is refused. */
import { isDeepStrictEqual } from "node:util";
import type { Appended } from "../../../io/event-log/index.ts";
import type { Outcome } from "./outcome.ts";
import { readPredictionRecord } from "./prediction-record.ts";
import type { RowWork } from "./work.ts";

type Repeated = Extract<Appended, { status: "repeated" }>;

/** Takes from each work what the log has of it already; what is left is still to be done. */
export function resolveRepeated(rows: readonly RowWork[], { events, predictions }: Repeated): void {
  const byEvent = new Map(rows.map((work) => [work.row.id, work]));
  const byPrediction = new Map(rows.map((work) => [work.predictionId, work]));
  for (const { id, eventId, version, body } of predictions) {
    const work = byPrediction.get(id) ?? (eventId === null ? undefined : byEvent.get(eventId));
    if (work === undefined) continue;
    const { raw, inputs, answer } = readPredictionRecord(body);
    work.predictionId = null;
    if (isDeepStrictEqual(raw, work.raw))
      work.answer = { kind: "answered", text: JSON.stringify(answer), inputs, version };
    else refuse(work);
  }
  for (const { id, body } of events) {
    const work = id === null ? undefined : byEvent.get(id);
    if (work === undefined) continue;
    work.record = false;
    if (!isDeepStrictEqual(JSON.parse(body), work.raw)) refuse(work);
    else if (work.predictionId === null) work.answer ??= { kind: "repeated" };
  }
}

/** Whether something of it is still to be done. */
export function isOpen({ predictionId, record }: RowWork): boolean {
  return predictionId !== null || record;
}

function refuse(work: RowWork): void {
  work.predictionId = null;
  work.record = false;
  work.answer = conflict(work);
}

function conflict({ model }: RowWork): Outcome {
  const { id } = model.serving.definition.events;
  const fault = { field: id, rule: "another event has this id", value: null };
  return { kind: "refused", code: "EVENT_CONFLICT", faults: [fault] };
}
