/**
 * What a stage's result depends on, as one hash: its code, its inputs, and the parts of the definition that it reads.
 * Only those parts, so that a change of the model does not read the source again.
 */
import { createHash } from "node:crypto";
import type { Column } from "../core/column.ts";
import type { Definition } from "../core/definition/index.ts";
import type { StageName } from "../core/progress.ts";
import { ownVersion } from "../io/own-version.ts";

/** Raised where a stage's results change while the package's version does not. */
const stageRevisions: Readonly<Record<StageName, number>> = {
  collect: 1,
  feedback: 1,
  clean: 1,
  features: 2,
  split: 1,
  train: 5,
  validate: 4,
  package: 2,
};

const partsRead: Readonly<Record<StageName, (definition: Definition) => unknown>> = {
  collect: ({ events }) => [
    events.source,
    events.maxRejectedShare,
    columnParts(events.columns, ({ kind, nan, format, zone }) => ({ kind, nan, format, zone })),
  ],
  feedback: ({ events }) => [
    events.id,
    events.time,
    events.known,
    events.label,
    columnParts(events.columns, (column) => column),
  ],
  clean: ({ events, rules }) => [
    rules,
    events.id,
    events.entity,
    events.time,
    events.known,
    events.maxRejectedShare,
  ],
  features: ({ events, features }) => [
    features,
    events.id,
    events.entity,
    events.time,
    events.known,
    events.label,
    columnParts(events.columns, ({ outcome }) => outcome),
  ],
  split: ({ events, split, seed }) => [split, seed, events.id, events.entity, events.time, events.label],
  train: ({ events, model, inputs, seed }) => [model, inputs, seed, events.label],
  validate: ({ events, validation, gates, inputs, seed }) => [
    validation,
    gates,
    inputs,
    seed,
    events.label,
    columnParts(events.columns, ({ pii }) => pii),
  ],
  package: ({ notify: _, retrain: _r, rollout: _o, retention: _k, ...definition }) => definition,
};

/** The key of a stage for `definition`, given the keys of its inputs; 64 hexadecimal digits. */
export function stageKey(stage: StageName, definition: Definition, inputs: readonly string[]): string {
  const code = `${ownVersion()}.${stageRevisions[stage]}`;
  return createHash("sha256")
    .update(JSON.stringify([stage, code, inputs, partsRead[stage](definition)]))
    .digest("hex");
}

/** One aspect of every declared column, in their order. */
function columnParts(columns: Definition["events"]["columns"], aspect: (column: Column) => unknown): unknown {
  return Object.entries(columns).map(([name, column]) => [name, aspect(column) ?? null]);
}
