/**
 * What people do about labels on the dashboard, each of which can be taken back. A label is in the log before this returns: who
 * closes the page loses nothing. Taking it back adds to the log that its source says again what it said before, or nothing
 * any more; it is no moment's grace, so it can be done at any time, unless somebody has said something else since.
 */
import { settledSource } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { isWithdrawn, withdrawnLabel } from "../core/withdrawn-label.ts";
import type { EventLog } from "../io/event-log/index.ts";
import {
  findLabelAct,
  type LabelAct,
  listLabelActs,
  predictionsWithIds,
  recordLabelAct,
  recordUndone,
  type SourceWord,
  type Store,
  wordsOfSource,
} from "../io/store/index.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import { liveModel, readFeedback, readPredictionRecord } from "../stages/7-serve/index.ts";
import { labelWhenWrong } from "./report-predictions.ts";

/** The source of a label that was given on the dashboard, for `feedback.policy`; who gave it is kept beside it. */
export const pageSource = "dashboard";

export interface LabelActInput {
  /** The store with the log. */
  readonly log: Store;
  readonly appender: EventLog;
  /** Whose rules a label must keep. */
  readonly package: Pick<LoadedPackage, "manifest">;
  readonly predictionId: string;
  readonly who: string;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What came of it: the act, to take it back by. */
export interface Acted {
  readonly act: LabelAct;
}

/** Says what is true of a prediction; NOT_FOUND, INPUT_INVALID where the label does not fit. */
export async function giveLabel(
  input: LabelActInput,
  { label }: { readonly label: unknown },
): Promise<Acted> {
  await requirePrediction(input);
  return await say(input, { kind: "labelled", label });
}

/**
 * Says that an answer is wrong: where true and false are all there is, that is a label, the other one; of more values it
 * calls for one. NOT_FOUND.
 */
export async function reportWrong(input: LabelActInput): Promise<Acted> {
  const label = labelWhenWrong(await requirePrediction(input), input.package.manifest.definition);
  return label === null ? await note(input, "wrong") : await say(input, { kind: "wrong", label });
}

/** Leaves a prediction out of the queue; NOT_FOUND. */
export async function skipPrediction(input: LabelActInput): Promise<Acted> {
  await requirePrediction(input);
  return await note(input, "skipped");
}

/** The answer of the prediction. */
async function requirePrediction({ log, predictionId }: LabelActInput): Promise<unknown> {
  const [found] = await predictionsWithIds(log, [predictionId]);
  if (found !== undefined) return readPredictionRecord(found.body).answer.prediction;
  throw new AirworthyError("NOT_FOUND", `No prediction '${predictionId.slice(0, 80)}' was logged.`);
}

interface Said {
  readonly kind: "labelled" | "wrong";
  readonly label: unknown;
}

async function say(input: LabelActInput, { kind, label }: Said): Promise<Acted> {
  const { log, appender, predictionId, now } = input;
  const model = liveModel(input.package.manifest);
  const entry = readFeedback({ prediction_id: predictionId, label, source: pageSource }, { model, now });
  if ("faults" in entry)
    throw new AirworthyError("INPUT_INVALID", `Cannot take the label: ${entry.faults[0]?.rule}.`);
  const [last, earlier] = await wordsOfSource(log, { about: predictionId, source: pageSource });
  const appended = await appender.append([entry], { seen: Number.MAX_SAFE_INTEGER, now });
  if (appended.status !== "appended") throw new Error(`feedback alone cannot be ${appended.status}`);
  const isRepeated = appended.feedback[0] === "repeated";
  // It was said before: by an act that stands, or by one that was killed before it was kept.
  const before = isRepeated ? await standing(input, entry.label) : null;
  if (before !== null) return { act: before };
  return await kept(input, { kind, label: entry.label, saidBefore: wordOf(isRepeated ? earlier : last) });
}

async function standing({ log, predictionId }: LabelActInput, label: string): Promise<LabelAct | null> {
  const acts = await listLabelActs(log, { limit: 50, predictionId });
  return acts.find((act) => act.undone === null && act.label === label && act.kind !== "settled") ?? null;
}

async function note(input: LabelActInput, kind: "wrong" | "skipped"): Promise<Acted> {
  const acts = await listLabelActs(input.log, { limit: 50, predictionId: input.predictionId });
  const before = acts.find((act) => act.undone === null && act.kind === kind && act.label === null);
  return before === undefined ? await kept(input, { kind, label: null, saidBefore: null }) : { act: before };
}

async function kept(
  { log, predictionId, who, note: words, now }: LabelActInput,
  said: Pick<LabelAct, "kind" | "label" | "saidBefore">,
): Promise<Acted> {
  const act = { predictionId, ...said, at: now, who, note: words };
  const id = await recordLabelAct(log, act);
  return { act: { id, ...act, undone: null } };
}

/** Null where it says nothing. */
function wordOf(word: SourceWord | undefined): string | null {
  return word === undefined || isWithdrawn(word.label) ? null : word.label;
}

export interface UndoActInput {
  readonly log: Store;
  readonly appender: EventLog;
  /** Of the act. */
  readonly id: string;
  readonly who: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Takes an act back: its source says again what it said before, or nothing. What it had said stays in the log, and who took
 * it back is kept. A second time changes nothing. NOT_FOUND; LABEL_CHANGED where the source has said something else since.
 */
export async function undoAct({ log, appender, id, who, now }: UndoActInput): Promise<Acted> {
  const act = await findLabelAct(log, id);
  if (act === null) throw new AirworthyError("NOT_FOUND", "There is no such act to take back.");
  if (act.undone !== null) return { act };
  if (act.label !== null) await unsay(act, { log, appender, now });
  await recordUndone(log, act, { who, at: now });
  return { act: { ...act, undone: { who, at: now } } };
}

/** Who says what was done by the act. */
export function sourceOfAct({ kind }: Pick<LabelAct, "kind">): string {
  return kind === "settled" ? settledSource : pageSource;
}

async function unsay(
  { predictionId, kind, label, saidBefore }: LabelAct,
  { log, appender, now }: Pick<UndoActInput, "log" | "appender" | "now">,
): Promise<void> {
  const source = sourceOfAct({ kind });
  const [last] = await wordsOfSource(log, { about: predictionId, source });
  if (last === undefined || wordOf(last) === saidBefore) return; // erased, or taken back by an undo that was killed
  if (last.label !== label)
    throw new AirworthyError(
      "LABEL_CHANGED",
      "The label was changed since; what is said now is not taken back with it.",
    );
  const { eventId, predictionId: about } = last;
  const entry = { kind: "feedback", predictionId: about, eventId, source } as const;
  await appender.append([{ ...entry, label: saidBefore ?? withdrawnLabel }], {
    seen: Number.MAX_SAFE_INTEGER,
    now,
  });
}
