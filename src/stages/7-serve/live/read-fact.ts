/** What a fact of the log means to a version: the event as it moves a state, or the columns that a label fills in. */
import type { Value } from "../../../core/expression/index.ts";
import { isWithdrawn, labelLeft } from "../../../core/withdrawn-label.ts";
import type { EventEntry, LabelFact, Logged } from "../../../io/event-log/index.ts";
import type { Event } from "../../1-collect/index.ts";
import type { LiveModel } from "./live-model.ts";
import { type LiveRow, readLiveRow } from "./live-row.ts";

/** The event that was logged; null where the rules of this version reject it: then it is no part of its states. */
export function rowOfFact(
  { body, receivedAt }: Pick<Logged<EventEntry>, "body" | "receivedAt">,
  model: LiveModel,
): LiveRow | null {
  const read = readLiveRow(JSON.parse(body), { model, now: receivedAt, isLogged: true });
  return "faults" in read ? null : read;
}

/** What nobody says is known when it arrives. `receivedAt`: epoch milliseconds. */
export function completed(event: Event, receivedAt: number, { serving }: LiveModel): Event {
  const { known, label } = serving.definition.events;
  const lacksKnown = known !== null && (event[known] ?? null) === null;
  const lacksLabelKnown = label.knownColumn !== null && (event[label.knownColumn] ?? null) === null;
  if (!lacksKnown && !lacksLabelKnown) return event;
  const arrival = receivedAt * 1_000;
  return {
    ...event,
    ...(lacksKnown ? { [known]: arrival } : {}),
    ...(lacksLabelKnown ? { [label.knownColumn]: arrival } : {}),
  };
}

/**
 * The columns that a label fills in, known from its arrival on; null where it does not fit this version. Where it was taken
 * back and nobody else says anything, that is what is known: nothing.
 */
export function labelColumns(
  { label: text, receivedAt }: Pick<LabelFact, "label" | "receivedAt">,
  { label, serving }: LiveModel,
): Readonly<Record<string, Value>> | null {
  const { column, knownColumn } = serving.definition.events.label;
  const known = knownColumn === null ? {} : { [knownColumn]: receivedAt * 1_000 };
  const left = labelLeft(text);
  if (isWithdrawn(text) && left === "null") return { [column]: null, ...known };
  const read = label(JSON.parse(left), receivedAt);
  return "fault" in read ? null : { [column]: read.value, ...known };
}
