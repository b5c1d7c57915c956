/** baseline.json: the reference profile of every column, feature and prediction, for the monitors. */
import type { ColumnKind } from "../../core/column.ts";
import type { Definition, FeatureType } from "../../core/definition/index.ts";
import { walk } from "../../core/expression/index.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { countWindows } from "./count-windows.ts";
import { type ProfileTarget, profile } from "./profile.ts";
import type { Baseline, Profile } from "./profile-schema.ts";

export interface BaselineInput {
  readonly definition: Definition;
  /** Paths of train.parquet and validation.parquet. */
  readonly train: string;
  readonly validation: string;
  /** A relation with one row per validation row: its place in the file as `_aw_row`, and columns to profile. */
  readonly predictions: {
    readonly relation: string;
    readonly columns: Readonly<Record<string, "number" | "category">>;
  };
  readonly importance: Baseline["importance"];
}

/** Profiles the rows trained and validated on, and the predictions for the validation rows. */
export async function buildBaseline(input: BaselineInput, engine: Engine): Promise<Baseline> {
  const { definition, train, validation, predictions, importance } = input;
  const relation = parquetTable([train, validation]);
  const given = inputTargets(definition, relation);
  const answered = predictionTargets(predictions);
  const profiles: Profile[] = [];
  for (const target of [...given, ...answered]) profiles.push(await profile(engine, target));
  const rows = {
    trainAndValidation: await countRows(engine, relation),
    validation: await countRows(engine, parquetTable(validation)),
  };
  const time = `epoch_us(${quoteIdentifier(definition.events.time)})`;
  const counted = (targets: readonly ProfileTarget[], from: number) =>
    targets.map(({ expression }, index) => ({ expression, profile: profileAt(profiles, from + index) }));
  const windows = [
    ...(await countWindows(engine, { columns: counted(given, 0), relation, time })),
    ...(await countWindows(engine, {
      columns: counted(answered, given.length),
      relation: `(SELECT p.*, ${time} AS _aw_time FROM ${predictions.relation} p
        JOIN ${parquetTable(validation, { rowNumbers: true })} v ON v.file_row_number = p._aw_row)`,
      time: "_aw_time",
    })),
  ];
  return {
    kind: "airworthy-baseline",
    format: 2,
    rows,
    profiles,
    windows,
    importance: importance.map((one) => ({ ...one })),
  };
}

function profileAt(profiles: readonly Profile[], index: number): Profile {
  const found = profiles[index];
  if (found === undefined) throw new Error(`There is no profile ${index}`);
  return found;
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

/** What is profiled of every column and feature, in a table that holds them by their names. */
export function inputTargets(definition: Definition, relation: string): ProfileTarget[] {
  return [...columnTargets(definition, relation), ...featureTargets(definition, relation)];
}

/** The SQL of a column or feature as its profile reads it: a DOUBLE for a number, otherwise a VARCHAR. */
export function profiledSql(kind: ColumnKind, sql: string): string {
  return profileOfColumn[kind][1](sql);
}

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

/** What is profiled of predictions. */
export function predictionTargets({ relation, columns }: BaselineInput["predictions"]): ProfileTarget[] {
  return Object.entries(columns).map(([name, kind]) => ({
    name,
    role: "prediction",
    kind,
    expression: quoteIdentifier(name),
    relation,
  }));
}

async function countRows(engine: Engine, relation: string): Promise<number> {
  const [row = {}] = await engine.all(`SELECT count(*)::DOUBLE AS "rows" FROM ${relation}`);
  return Number(row.rows);
}
