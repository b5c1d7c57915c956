/** One prediction layer by layer, as the model's own graph computes it from inputs that are known. */
import type { ColumnKind } from "../../core/column.ts";
import type { Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import type { Event } from "../1-collect/index.ts";
import { type CandidateKind, feedsOfRow, type LoadedPackage, type Manifest } from "../6-package/index.ts";
import { type Contributions, contributions, type Path } from "./contribution.ts";
import type { RawRow } from "./parse-rows.ts";
import { type Prediction, predictionOf } from "./predict.ts";
import { type Activations, withWholeModel } from "./whole-model.ts";

export interface KnownRow {
  /** The row as it came. */
  readonly row: RawRow;
  /** The row parsed and cleaned; times are epoch microseconds. */
  readonly event: Event;
  /** What the model is given, by name. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** The features that the row carried itself. */
  readonly given: ReadonlySet<string>;
}

export interface TracedUnit {
  /** 0-based place in its layer. */
  readonly unit: number;
  readonly activation: number;
  /** Activation × gradient of the decided class's logit: how much the unit moved it. */
  readonly contribution: number;
}

export interface Trace {
  readonly model: { readonly name: string; readonly version: number; readonly shipped: CandidateKind };
  /** The declared columns that the row carried, parsed and cleaned; times as ISO 8601 in UTC. */
  readonly raw: readonly { readonly name: string; readonly value: Value; readonly pii: boolean }[];
  /** The inputs of the model; `given` where the row carried the feature itself. */
  readonly inputs: readonly {
    readonly name: string;
    readonly origin: "column" | "feature";
    readonly value: Value;
    readonly given: boolean;
  }[];
  /** What the network sees after preprocessing. */
  readonly encoded: readonly {
    readonly name: string;
    readonly input: string;
    readonly value: number;
    /** Value × gradient, as of a unit. */
    readonly contribution: number;
  }[];
  readonly hidden: readonly {
    readonly layer: number;
    readonly activation: "relu";
    readonly values: readonly number[];
    readonly active: number;
    /** At most five, the greatest contribution by size first. */
    readonly top: readonly TracedUnit[];
  }[];
  /**
   * The connections that moved the decided logit most, one list a layer: from the encoded inputs first, into the output
   * last. Places are 0-based.
   */
  readonly paths: readonly (readonly Path[])[];
  readonly output: {
    readonly activation: "sigmoid" | "softmax" | "linear";
    /** Binary and regression: one; multiclass: one a class, in the order of `classes`. */
    readonly logit: readonly number[];
    readonly classes: readonly string[];
    /** What the logit is divided by before the activation; null for regression. */
    readonly temperature: number | null;
    /** Probability of true, of each class, or the value. */
    readonly values: readonly number[];
  };
  readonly decision: Prediction;
}

/** Traces a row whose inputs are known; the model's session is kept for the next trace of the same package. */
export async function traceOf(
  loaded: Pick<LoadedPackage, "manifest" | "model">,
  known: KnownRow,
): Promise<Trace> {
  const { manifest, model } = loaded;
  const { event, inputs, given } = known;
  return await withWholeModel(model, async ({ layers, run }) => {
    const found = await run(feedsOfRow(manifest.definition, inputs));
    const { encoded, hidden, logit } = found;
    const output = logit.reduce((best, value, index) => (value > (logit[best] ?? 0) ? index : best), 0);
    const moved = contributions({ layers, encoded, hidden, output });
    const { id } = manifest.definition.events;
    const eventId = id === null ? null : (event[id] ?? null);
    return {
      model: { name: manifest.name, version: manifest.version, shipped: manifest.shipped },
      raw: rawOf(manifest, known),
      inputs: manifest.definition.inputs.map(({ name, origin }) => ({
        name,
        origin,
        value: inputs[name] ?? null,
        given: given.has(name),
      })),
      encoded: encodedOf(manifest, encoded, moved),
      hidden: hiddenOf(hidden, moved),
      paths: moved.paths,
      output: outputOf(manifest, found),
      decision: predictionOf(loaded, { row: 1, event: eventId, output: found.values }),
    };
  });
}

function rawOf({ definition }: Manifest, { row, event, given }: KnownRow): Trace["raw"] {
  return Object.entries(definition.events.columns)
    .filter(([name]) => Object.hasOwn(row, name) && !given.has(name))
    .map(([name, { kind, pii = false }]) => ({ name, value: shown(event[name] ?? null, kind), pii }));
}

function shown(value: Value, kind: ColumnKind): Value {
  return kind === "timestamp" && typeof value === "number" ? formatMicros(value) : value;
}

function encodedOf(
  { preprocessing }: Manifest,
  encoded: Float32Array,
  moved: Contributions,
): Trace["encoded"] {
  return preprocessing
    .flatMap(({ name: input, start, encodedNames }) =>
      encodedNames.map((name, index) => ({ place: start + index, name, input })),
    )
    .sort((one, other) => one.place - other.place)
    .map(({ place, name, input }) => ({
      name,
      input,
      value: encoded[place] ?? Number.NaN,
      contribution: moved.encoded[place] ?? 0,
    }));
}

const shownUnits = 5;

function hiddenOf(hidden: Activations["hidden"], moved: Contributions): Trace["hidden"] {
  return hidden.map((values, index) => ({
    layer: index + 1,
    activation: "relu",
    values: Array.from(values),
    active: values.filter((value) => value > 0).length,
    top: Array.from(values, (activation, unit) => ({
      unit,
      activation,
      contribution: moved.hidden[index]?.[unit] ?? 0,
    }))
      .filter(({ activation }) => activation > 0)
      .sort(
        (one, other) => Math.abs(other.contribution) - Math.abs(one.contribution) || one.unit - other.unit,
      )
      .slice(0, shownUnits),
  }));
}

const activationOf = { binary: "sigmoid", multiclass: "softmax", regression: "linear" } as const;

function outputOf(
  { definition, temperature, network }: Manifest,
  { logit, values }: Activations,
): Trace["output"] {
  const { task } = definition.events.label;
  return {
    activation: activationOf[task],
    logit: Array.from(logit),
    classes: network.classes,
    temperature: task === "regression" ? null : temperature,
    values: Array.from(values),
  };
}
