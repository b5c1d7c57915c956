import { isSourceName, ownSources, settledSource } from "../../../core/definition/index.ts";
import { withdrawnLabel } from "../../../core/withdrawn-label.ts";
import { type FeedbackEntry, findKeyProblem } from "../../../io/event-log/index.ts";
import type { RowFault } from "../parse-rows.ts";
import type { LiveModel } from "./live-model.ts";

export interface FeedbackOptions {
  readonly model: LiveModel;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `{prediction_id | event_id, label | withdraw: true, source?}` as the log keeps it, or what is wrong with it. */
export function readFeedback(
  given: unknown,
  { model, now }: FeedbackOptions,
): FeedbackEntry | { readonly faults: readonly RowFault[] } {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return fault(null, "not an object with prediction_id or event_id, and label");
  const parts = given as Readonly<Record<string, unknown>>;
  const { prediction_id: prediction, event_id: event, label, source, withdraw } = parts;
  const [predictionId, eventId] = [keyOf(prediction), keyOf(event)];
  if ((predictionId === null) === (eventId === null))
    return fault(
      "prediction_id",
      "wanted exactly one of prediction_id and event_id, a text or a whole number",
    );
  const problem = findKeyProblem(predictionId ?? eventId ?? "");
  if (problem !== null)
    return fault(predictionId === null ? "event_id" : "prediction_id", `the key ${problem}`);
  const isNamed = source !== undefined && source !== null;
  if (isNamed && !isSourceName(source)) return fault("source", "wanted a name of at most 100 characters");
  if (source === settledSource)
    return fault("source", `'${settledSource}' is the name of what a person settled`);
  if (ownSources.some((name) => name === source))
    return fault("source", `'${source}' is the name of labels that nobody reports`);
  const isWithdrawal = withdraw === true && label === undefined;
  if (withdraw !== undefined && !isWithdrawal)
    return fault("withdraw", "wanted true, and no label beside it");
  const read = isWithdrawal ? null : model.label(label, now);
  if (read !== null && "fault" in read) return { faults: [read.fault] };
  const text = read === null ? withdrawnLabel : JSON.stringify(read.value);
  const entry = { kind: "feedback", predictionId, eventId, label: text } as const;
  return isNamed ? { ...entry, source } : entry;
}

/** Null where it is none. */
function keyOf(value: unknown): string | null {
  if (typeof value === "string" && value !== "") return value;
  return Number.isSafeInteger(value) ? String(value) : null;
}

function fault(field: string | null, rule: string): { readonly faults: readonly RowFault[] } {
  return { faults: [{ field, rule, value: null }] };
}
