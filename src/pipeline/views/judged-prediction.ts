/** What a person needs to judge predictions: the event as it was sent, and what the model was given, without personal values. */
import type { Definition } from "../../core/definition/index.ts";
import { describeExpression, walk } from "../../core/expression/index.ts";
import { predictionsWithIds, type Store } from "../../io/store/index.ts";
import { readPredictionRecord } from "../../stages/7-serve/live.ts";

export interface JudgedValue {
  readonly name: string;
  /** As it was sent or given; null where it is missing or personal. */
  readonly value: unknown;
  readonly isPersonal: boolean;
  /** What the config says of it. */
  readonly words: string;
}

export interface JudgedPrediction {
  /** The declared columns but for the label's. */
  readonly event: readonly JudgedValue[];
  /** The features that the model computed of it and of its entity's past. */
  readonly features: readonly JudgedValue[];
  /** When it happened, as it was sent; null where that is not known. */
  readonly happened: unknown;
}

/** By the predictions' ids; those that are not in the log are missing. */
export async function judgedPredictions(
  log: Store,
  definition: Definition,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JudgedPrediction>> {
  const found = await predictionsWithIds(log, ids);
  return new Map(found.map(({ id, body }) => [id, judged(body, definition)]));
}

function judged(body: string, { events, features }: Definition): JudgedPrediction {
  const { raw, inputs } = readPredictionRecord(body);
  const isPersonal = (name: string) => events.columns[name]?.pii === true;
  const known = new Set([events.label.column, events.label.knownColumn]);
  const event = Object.entries(events.columns)
    .filter(([name]) => !known.has(name) && name !== events.time)
    .map(([name, { description = "" }]) => judgedValue(name, raw[name], isPersonal(name), description));
  const computed = features
    .filter(({ name }) => Object.hasOwn(inputs, name))
    .map(({ name, expression }) => {
      const read = [...walk(expression)].flatMap((node) => (node.kind === "column" ? [node.column] : []));
      return judgedValue(name, inputs[name], read.some(isPersonal), describeExpression(expression));
    });
  return { event, features: computed, happened: raw[events.time] ?? null };
}

function judgedValue(name: string, value: unknown, isPersonal: boolean, words: string): JudgedValue {
  return { name, value: isPersonal ? null : (value ?? null), isPersonal, words };
}
