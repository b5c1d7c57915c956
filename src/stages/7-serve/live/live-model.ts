/** What a served version means for raw events: how they are read, what moves an entity's state, what the model is given. */
import { createHash } from "node:crypto";
import type { Definition } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import { walk } from "../../../core/expression/index.ts";
import { stateVersion } from "../../3-features/live.ts";
import { type Decision, decisionOf, type Manifest } from "../../6-package/live.ts";
import type { ServedModel } from "../inference/index.ts";
import { outcomeColumns, type ServingDefinition, servingDefinition } from "../serving-definition.ts";
import { type LabelReader, labelReader } from "./read-label.ts";

export interface LiveModel {
  readonly name: string;
  readonly version: number;
  readonly serving: ServingDefinition;
  readonly decision: Decision;
  /** The output of the graph that holds the answer. */
  readonly output: "probability" | "value";
  readonly label: LabelReader;
  /** Whether a feature looks at labels or other outcomes of past events. */
  readonly readsOutcomes: boolean;
  /** Names the states that this version can share with another: a hash of all that moves one. */
  readonly plan: string;
}

const models = new WeakMap<ServedModel, LiveModel>();

/** The live side of `served`, made once; NOT_FOUND where the model came without a manifest. */
export function liveModelOf(served: ServedModel): LiveModel {
  const known = models.get(served);
  if (known !== undefined) return known;
  if (served.manifest === undefined)
    throw new AirworthyError("NOT_FOUND", `The model ${served.name} takes no raw events.`);
  const made = liveModel(served.manifest);
  models.set(served, made);
  return made;
}

/** The live side of a package. */
export function liveModel(manifest: Manifest): LiveModel {
  const serving = servingDefinition(manifest, new Set());
  return {
    name: manifest.name,
    version: manifest.version,
    serving,
    decision: decisionOf(manifest),
    output: manifest.definition.events.label.task === "regression" ? "value" : "probability",
    label: labelReader(manifest),
    readsOutcomes: readsOutcomes(serving.definition),
    plan: planOf(serving.definition, manifest),
  };
}

/** Whether an aggregate of a feature reads what is known only after its event. */
function readsOutcomes(definition: Definition): boolean {
  const outcomes = outcomeColumns(definition);
  return definition.features
    .flatMap(({ expression }) => [...walk(expression)])
    .some((node) => node.kind === "column" && outcomes.has(node.column));
}

/** Raise it where the same facts make another state of the same events; the reducer's own is stateVersion. */
const planFormat = 2;

function planOf({ events, features }: Definition, { definition, cleaning }: Manifest): string {
  const { source: _, maxRejectedShare: __, ...read } = events;
  const bounds = cleaning.map((outcome) => outcome.bounds);
  const told = JSON.stringify([planFormat, stateVersion, read, definition.rules, bounds, features]);
  return createHash("sha256").update(told).digest("hex").slice(0, 32);
}
