/** baseline.json: the reference profile of every column, feature and prediction, for the monitors to come. */
import type { ColumnKind } from "../../core/column.ts";
import type { Definition, FeatureType } from "../../core/definition/index.ts";
import { walk } from "../../core/expression/index.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type ProfileTarget, profile } from "./profile.ts";
import type { Baseline, Profile } from "./profile-schema.ts";

export interface BaselineInput {
  readonly definition: Definition;
  /** Paths of train.parquet and validation.parquet. */
  readonly train: string;
  readonly validation: string;
  /** A relation with one row per validation row and its columns to profile as predictions. */
  readonly predictions: {
    readonly relation: string;
    readonly columns: Readonly<Record<string, "number" | "category">>;
  };
}

/** Profiles the rows trained and validated on, and the predictions for the validation rows. */
export async function buildBaseline(input: BaselineInput, engine: Engine): Promise<Baseline> {
  const { definition, train, validation } = input;
  const relation = parquetTable([train, validation]);
  const targets = [
    ...columnTargets(definition, relation),
    ...featureTargets(definition, relation),
    ...predictionTargets(input),
  ];
  const profiles: Profile[] = [];
  for (const target of targets) profiles.push(await profile(engine, target));
  const rows = {
    trainAndValidation: await countRows(engine, relation),
    validation: await countRows(engine, parquetTable(validation)),
  };
  return { kind: "airworthy-baseline", format: 1, rows, profiles };
}

/** The features whose values may carry personal data in the clear: texts made from such a column. */
export function personalFeatures({ events, features }: Definition): Set<string> {
  const personal = features.filter(
    ({ type, expression }) =>
      type === "text" &&
      [...walk(expression)].some(
        (node) => node.kind === "column" && events.columns[node.column]?.pii === true,
      ),
  );
  return new Set(personal.map(({ name }) => name));
}

const profileOfColumn = {
  integer: ["number", (name) => `${name}::DOUBLE`],
  number: ["number", (name) => name],
  timestamp: ["number", (name) => `epoch_us(${name})::DOUBLE`],
  boolean: ["category", (name) => `${name}::VARCHAR`],
  category: ["category", (name) => name],
  text: ["opaque", (name) => name],
} as const satisfies Record<ColumnKind, readonly [Profile["kind"], (name: string) => string]>;

const columnKindOfFeature = {
  number: "number",
  boolean: "boolean",
  text: "category",
} as const satisfies Record<FeatureType, ColumnKind>;

function columnTargets({ events }: Definition, relation: string): ProfileTarget[] {
  const keys = [events.id, events.entity];
  return Object.entries(events.columns).map(([name, { kind, pii = false }]) => {
    const [usual, expressionOf] = profileOfColumn[kind];
    const opaque = pii || keys.includes(name);
    const expression = expressionOf(quoteIdentifier(name));
    return { name, role: "column", kind: opaque ? "opaque" : usual, expression, relation };
  });
}

function featureTargets(definition: Definition, relation: string): ProfileTarget[] {
  const personal = personalFeatures(definition);
  return definition.features.map(({ name, type }) => {
    const [usual, expressionOf] = profileOfColumn[columnKindOfFeature[type]];
    const expression = expressionOf(quoteIdentifier(name));
    return { name, role: "feature", kind: personal.has(name) ? "opaque" : usual, expression, relation };
  });
}

function predictionTargets({ predictions }: BaselineInput): ProfileTarget[] {
  return Object.entries(predictions.columns).map(([name, kind]) => ({
    name,
    role: "prediction",
    kind,
    expression: quoteIdentifier(name),
    relation: predictions.relation,
  }));
}

async function countRows(engine: Engine, relation: string): Promise<number> {
  const [row = {}] = await engine.all(`SELECT count(*)::DOUBLE AS "rows" FROM ${relation}`);
  return Number(row.rows);
}
