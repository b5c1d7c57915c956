import type { ColumnKind } from "../../core/column.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { formatMicros } from "../../core/time.ts";
import { quoteIdentifier } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { openSession, type Tensors } from "../../io/runtime.ts";
import type { Event } from "../1-collect/index.ts";
import {
  type CandidateKind,
  feedsOfRow,
  type LoadedPackage,
  type Manifest,
  type ShippedLayer,
  shippedLayers,
} from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { contributions } from "./contribution.ts";
import { parseRows, type RawRow, type RejectedRow, type RowGroup } from "./parse-rows.ts";
import { engineerGroup, type Prediction, predictionOf } from "./predict.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface TraceInput {
  readonly package: LoadedPackage;
  readonly row: RawRow;
  /** Path of the clean.parquet whose events are the past of this row; null where there is none. */
  readonly history: string | null;
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
  readonly encoded: readonly { readonly name: string; readonly input: string; readonly value: number }[];
  readonly hidden: readonly {
    readonly layer: number;
    readonly activation: "relu";
    readonly values: readonly number[];
    readonly active: number;
    /** At most five, the greatest contribution by size first. */
    readonly top: readonly TracedUnit[];
  }[];
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

/**
 * One prediction layer by layer, as the model's own graph computed it. INPUT_INVALID where the row is refused, with
 * the reasons in `details.rejected`.
 */
export async function trace(input: TraceInput, context: StageContext): Promise<Trace> {
  const { row, history } = input;
  const { manifest, model } = input.package;
  const { groups, rejected } = parseRows([row], { manifest, now: context.now() });
  const [group] = groups;
  const [first] = group?.events ?? [];
  if (group === undefined || first === undefined) throw refused(rejected);
  await using directory = await temporaryDirectory();
  const table = await engineerGroup({ group, history, directory: directory.path }, context);
  const inputs = await readInputs(manifest, table, context);
  const found = await runWhole(model, feedsOfRow(manifest.definition, inputs));
  const { id } = manifest.definition.events;
  const event = id === null ? null : (first.event[id] ?? null);
  const output = found.values;
  return {
    model: { name: manifest.name, version: manifest.version, shipped: manifest.shipped },
    raw: rawOf(row, { group, event: first.event }),
    inputs: manifest.definition.inputs.map(({ name, origin }) => ({
      name,
      origin,
      value: inputs[name] ?? null,
      given: group.serving.given.has(name),
    })),
    encoded: encodedOf(manifest, found.encoded),
    hidden: hiddenOf(shippedLayers(model), found),
    output: outputOf(manifest, found),
    decision: predictionOf(input.package, { row: 1, event, output }),
  };
}

function refused(rejected: readonly RejectedRow[]): AirworthyError {
  const clauses = rejected.map(({ field, rule, value }) =>
    field === null ? rule : `'${field}'${value === null ? "" : ` is ${value}`}: ${rule}`,
  );
  return new AirworthyError("INPUT_INVALID", `Cannot trace the row: ${clauses.join("; ")}.`, {
    details: { rejected },
  });
}

function rawOf(
  row: RawRow,
  { group, event }: { readonly group: RowGroup; readonly event: Event },
): Trace["raw"] {
  const { columns } = group.serving.definition.events;
  return Object.entries(columns)
    .filter(([name]) => Object.hasOwn(row, name) && !group.serving.given.has(name))
    .map(([name, { kind, pii = false }]) => ({ name, value: shown(event[name] ?? null, kind), pii }));
}

function shown(value: Value, kind: ColumnKind): Value {
  return kind === "timestamp" && typeof value === "number" ? formatMicros(value) : value;
}

async function readInputs(manifest: Manifest, table: string, { engine }: StageContext) {
  const { definition } = manifest;
  const columns = definition.inputs.map(({ name }) => {
    const column = quoteIdentifier(name);
    const isTime = definition.events.columns[name]?.kind === "timestamp";
    return isTime ? `epoch_us(${column})::DOUBLE AS ${column}` : column;
  });
  const [row = {}] = await engine.all(`SELECT ${columns.join(", ")} FROM ${parquetTable(table)}`);
  return row as Readonly<Record<string, Value>>;
}

interface Activations {
  readonly encoded: Float32Array;
  readonly hidden: readonly Float32Array[];
  readonly logit: Float32Array;
  readonly values: Float32Array;
}

/** Every named output of the graph for one row. */
async function runWhole(model: Uint8Array, feeds: Tensors): Promise<Activations> {
  const session = await openSession(model);
  try {
    const found = await session.run(feeds);
    const floats = (name: string) => found[name]?.data as Float32Array;
    const hidden = session.outputNames.filter((name) => name.startsWith("hidden_")).length;
    return {
      encoded: floats("encoded"),
      hidden: Array.from({ length: hidden }, (_, index) => floats(`hidden_${index + 1}`)),
      logit: floats("logit"),
      values: floats(session.outputNames.includes("value") ? "value" : "probability"),
    };
  } finally {
    await session.dispose();
  }
}

function encodedOf({ preprocessing }: Manifest, encoded: Float32Array): Trace["encoded"] {
  return preprocessing
    .flatMap(({ name: input, start, encodedNames }) =>
      encodedNames.map((name, index) => ({ place: start + index, name, input })),
    )
    .sort((one, other) => one.place - other.place)
    .map(({ place, name, input }) => ({ name, input, value: encoded[place] ?? Number.NaN }));
}

const shownUnits = 5;

function hiddenOf(layers: readonly ShippedLayer[], { hidden, logit }: Activations): Trace["hidden"] {
  const decided = logit.reduce((best, value, index) => (value > (logit[best] ?? 0) ? index : best), 0);
  const moved = contributions(layers, hidden, decided);
  return hidden.map((values, index) => ({
    layer: index + 1,
    activation: "relu",
    values: Array.from(values),
    active: values.filter((value) => value > 0).length,
    top: Array.from(values, (activation, unit) => ({
      unit,
      activation,
      contribution: moved[index]?.[unit] ?? 0,
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
