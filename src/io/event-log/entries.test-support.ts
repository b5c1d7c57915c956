/** Entries for tests of the log, and what a suite needs to know of the one it tests. */
import type { EventEntry, EventLog, FeedbackEntry, Key, LogEntry, PredictionEntry } from "./event-log.ts";

export interface LogUnderTest {
  /** A store of its own, new and empty; its location for `openEventLog`. */
  newLocation(): Promise<string>;
  open(location: string): Promise<EventLog>;
}

/** What is held to be so, by its name as a test. */
export type Promises = Readonly<Record<string, (implementation: LogUnderTest) => Promise<void>>>;

export async function newLog(implementation: LogUnderTest): Promise<EventLog> {
  return await implementation.open(await implementation.newLocation());
}

export const all = Number.MAX_SAFE_INTEGER;

export function event(id: Key | null, entity: Key, time = 0): EventEntry {
  return { kind: "event", id, entity, time, body: JSON.stringify({ id, entity, time }) };
}

export function prediction(id: string, eventId: Key | null, entity: Key): PredictionEntry {
  return { kind: "prediction", id, eventId, entity, time: 5, model: "m", version: 3, body: `{"p":"${id}"}` };
}

export function feedback(
  target: { event: Key } | { prediction: string },
  label: string,
  source?: string,
): FeedbackEntry {
  const predictionId = "prediction" in target ? target.prediction : null;
  const eventId = "event" in target ? target.event : null;
  return { kind: "feedback", predictionId, eventId, label, ...(source === undefined ? {} : { source }) };
}

/** Appends what nobody decided on, at `now`, and wants it taken. */
export async function put(log: EventLog, entries: readonly LogEntry[], now = 1_000) {
  const appended = await log.append(entries, { seen: all, now });
  if (appended.status !== "appended") throw new Error(`wanted it appended: ${JSON.stringify(appended)}`);
  return appended;
}
