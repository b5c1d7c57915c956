/** The rows of a batch one after the other: what of the past each sees, and what it does to the state of its entity. */

import type { Value } from "../../../core/expression/index.ts";
import type { EventEntry, LogEntry, PredictionEntry } from "../../../io/event-log/index.ts";
import type { Tensors } from "../../../io/runtime.ts";
import type { Event } from "../../1-collect/index.ts";
import { answerOf } from "../../6-package/live.ts";
import type { EntityStates } from "./entity-states.ts";
import type { LiveModel } from "./live-model.ts";
import { type InputValues, inputValues } from "./model-inputs.ts";
import type { Outcome } from "./outcome.ts";
import { writePredictionRecord } from "./prediction-record.ts";
import { completed } from "./read-fact.ts";
import type { RowWork } from "./work.ts";

export interface Decided {
  readonly work: RowWork;
  readonly event: Event;
  /** Null where no prediction is wanted, as the inputs made of them. */
  readonly features: Readonly<Record<string, Value>> | null;
  readonly inputs: InputValues | null;
}

export interface Decision {
  readonly decided: readonly Decided[];
  /** Rows that come too late, if what was decided before them is appended. */
  readonly late: readonly RowWork[];
}

export interface DecideOptions {
  readonly model: LiveModel;
  readonly states: EntityStates;
  /** When the rows count as received: epoch milliseconds. */
  readonly now: number;
}

/** Reads features and moves states, in the order of `rows`. */
export function decide(rows: readonly RowWork[], { model, states, now }: DecideOptions): Decision {
  const { inputs } = model.serving.definition;
  const decided: Decided[] = [];
  const late: RowWork[] = [];
  for (const work of rows) {
    const { row } = work;
    if (states.isTooLate(row)) {
      late.push(work);
      continue;
    }
    const event = completed(row.event, now, model);
    const features = work.predictionId === null ? null : states.featuresAt(row, event);
    if (work.record) states.observe(row, event, now);
    decided.push({
      work,
      event,
      features,
      inputs: features === null ? null : inputValues(inputs, { event, features }),
    });
  }
  return { decided, late };
}

const lateRules = {
  latest: "it lies too far behind the latest event of its entity",
  removed: "retention removed events of its entity of that time or later: it may be one of them",
} as const;

/** What the caller of a row is told that comes too late: behind the entity's latest event, or behind what retention removed. */
export function tooLate({ model }: RowWork, behind: keyof typeof lateRules): Outcome {
  const rule = lateRules[behind];
  const fault = { field: model.serving.definition.events.time, rule, value: null };
  return { kind: "refused", code: "EVENT_TOO_LATE", faults: [fault] };
}

export interface Entries {
  readonly entries: LogEntry[];
  /** One for each decided row: the answer as JSON; null where no prediction was wanted. */
  readonly answers: readonly (string | null)[];
}

export interface EntriesOptions {
  readonly model: LiveModel;
  readonly maxLatenessMicros: number;
  /** Of the rows that want a prediction, in their order; null where none does. */
  readonly outputs: Tensors | null;
}

/** What goes into the log for the rows: the prediction first, which did not see its own event. */
export function entriesOf(decided: readonly Decided[], options: EntriesOptions): Entries {
  const { model, outputs } = options;
  const tensor = outputs?.[model.output];
  const numbers = tensor?.data;
  const width = tensor?.shape[1] ?? 1;
  const entries: LogEntry[] = [];
  let at = 0;
  const answers = decided.map(({ work, event, inputs }) => {
    let answer: string | null = null;
    if (inputs !== null && work.predictionId !== null) {
      if (!(numbers instanceof Float32Array)) throw new Error(`The model gave no output '${model.output}'`);
      const output = numbers.subarray(at * width, (at + 1) * width);
      at += 1;
      answer = writeAnswer(work.predictionId, { model, event, output });
      entries.push(predictionEntry(work, { ...options, id: work.predictionId, inputs, answer }));
    }
    if (work.record) entries.push(eventEntry(work));
    return answer;
  });
  return { entries, answers };
}

function writeAnswer(
  id: string,
  {
    model,
    event,
    output,
  }: { readonly model: LiveModel; readonly event: Event; readonly output: Float32Array },
): string {
  const { decision, serving } = model;
  const { prediction, probability, probabilities } = answerOf(output, decision);
  const idColumn = serving.definition.events.id;
  return JSON.stringify({
    prediction_id: id,
    event_id: idColumn === null ? null : (event[idColumn] ?? null),
    prediction,
    probability,
    ...(probabilities.length === 0
      ? {}
      : {
          probabilities: Object.fromEntries(
            probabilities.map((share, at) => [decision.classes[at] ?? "", share]),
          ),
        }),
    threshold: decision.threshold,
    model_name: model.name,
    model_version: model.version,
  });
}

interface PredictionOptions {
  readonly model: LiveModel;
  readonly maxLatenessMicros: number;
  readonly id: string;
  readonly inputs: InputValues;
  readonly answer: string;
}

function predictionEntry(work: RowWork, options: PredictionOptions): PredictionEntry {
  const { model, maxLatenessMicros, id, inputs, answer } = options;
  const { entity, time, id: eventId } = work.row;
  const raw = work.text;
  const body = writePredictionRecord({ maxLatenessMicros, raw, inputs: JSON.stringify(inputs), answer });
  return { kind: "prediction", id, eventId, entity, time, model: model.name, version: model.version, body };
}

function eventEntry({ row: { id, entity, time }, text }: RowWork): EventEntry {
  return { kind: "event", id, entity, time, body: text };
}
