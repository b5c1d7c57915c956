/** What both databases can keep: they differ in NUL, in surrogates and in the longest text that an index takes. */
import { AirworthyError } from "../../core/error.ts";
import type { LogEntry } from "./event-log.ts";

const longestKeyBytes = 1_024;

/** Why `key` cannot name an event or an entity; null where it can. */
export function findKeyProblem(key: string): string | null {
  if (key.length > longestKeyBytes || (key.length > longestKeyBytes / 3 && tooManyBytes(key)))
    return `has more than ${longestKeyBytes} bytes`;
  return findTextProblem(key);
}

/** Why the log cannot keep `entry`, without naming a value; null where it can. */
function findEntryProblem(entry: LogEntry): string | null {
  for (const name of keyFields[entry.kind]) {
    const value = Reflect.get(entry, name) as string | null | undefined;
    const problem = value === null || value === undefined ? null : findKeyProblem(value);
    if (problem !== null) return `its ${name} ${problem}`;
  }
  if (entry.kind === "feedback") {
    if ((entry.predictionId === null) === (entry.eventId === null))
      return "it names not exactly one of a prediction and an event";
    if (entry.knownAt !== undefined && !Number.isSafeInteger(entry.knownAt))
      return "its known time is no whole number of milliseconds";
  } else if (!Number.isSafeInteger(entry.time))
    return "its time is no whole number of microseconds that is exact";
  const text = findTextProblem(entry.kind === "feedback" ? entry.label : entry.body);
  return text === null ? null : `its ${entry.kind === "feedback" ? "label" : "body"} ${text}`;
}

const keyFields = {
  event: ["id", "entity"],
  prediction: ["id", "eventId", "entity", "model"],
  feedback: ["predictionId", "eventId", "source"],
} as const satisfies Record<LogEntry["kind"], readonly string[]>;

/** INPUT_INVALID where the log cannot keep one of `entries`, or two of them have the same id. */
export function requireEntries(entries: readonly LogEntry[]): void {
  const ids = { event: new Set<string>(), prediction: new Set<string>(), predicted: new Set<string>() };
  for (const [index, entry] of entries.entries()) {
    const problem = findEntryProblem(entry);
    if (problem !== null) throw refusal(index, entry, problem);
    if (entry.kind === "feedback") continue;
    if (
      !isNew(ids[entry.kind], entry.id) ||
      (entry.kind === "prediction" && !isNew(ids.predicted, entry.eventId))
    )
      throw refusal(index, entry, "its id is that of an entry before it");
  }
}

function isNew(ids: Set<string>, id: string | null): boolean {
  if (id === null) return true;
  const isKnown = ids.has(id);
  ids.add(id);
  return !isKnown;
}

function refusal(index: number, { kind }: LogEntry, problem: string): AirworthyError {
  return new AirworthyError("INPUT_INVALID", `Cannot log entry ${index}, a ${kind}: ${problem}.`, {
    details: { index, kind },
  });
}

function tooManyBytes(text: string): boolean {
  return Buffer.byteLength(text) > longestKeyBytes;
}

function findTextProblem(text: string): string | null {
  if (text.includes("\0")) return "contains a NUL character";
  return text.isWellFormed() ? null : "contains half of a surrogate pair";
}
