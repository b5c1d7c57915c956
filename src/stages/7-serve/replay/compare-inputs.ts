/** What was logged against what the batch way makes of the same log, input by input. */
import type { Definition, Feature, ModelInput } from "../../../core/definition/index.ts";
import { type Value, walk } from "../../../core/expression/index.ts";
import { type Engine, quoteIdentifier } from "../../../io/engine.ts";
import { jsonPointers } from "../../../io/json-pointer.ts";
import { columnTypes } from "../engineer.ts";
import { seqColumn } from "../logged/index.ts";
import { roundingScale } from "./rounding.ts";

export interface InputSkew {
  readonly name: string;
  /** column: parsed and cleaned only; feature: computed from the past. */
  readonly origin: ModelInput["origin"];
  readonly compared: number;
  readonly mismatches: number;
  /** Of numbers, where both have one; null where there are none. */
  readonly greatestDifference: number | null;
  /** The first five, in the order of the log. */
  readonly examples: readonly SkewExample[];
}

export interface SkewExample {
  readonly prediction: string;
  /** Times are epoch microseconds; what comes from a personal column is "(hidden)". */
  readonly logged: Value;
  readonly recomputed: Value;
}

const scalePrefix = "_aw_scale_";

/** The features that the model is given, and for each inexact one a feature that tells how far rounding may go. */
export function featuresToCompare({ features, inputs, events }: Definition): Feature[] {
  const given = new Set(inputs.flatMap(({ name, origin }) => (origin === "feature" ? [name] : [])));
  const compared = features.filter(({ name }) => given.has(name));
  const scales = compared.flatMap(({ name, expression }): Feature[] => {
    const scale = roundingScale(expression, events);
    return scale === null ? [] : [{ name: `${scalePrefix}${name}`, type: "number", expression: scale }];
  });
  return [...compared, ...scales];
}

export interface CompareInput {
  readonly definition: Definition;
  /** FROM item: seq, id, inputs JSON. */
  readonly predictions: string;
  /** FROM item: {@link seqColumn} and what {@link featuresToCompare} lists. */
  readonly features: string;
}

/** Compares every prediction that is in `replay_asked`. */
export async function compareInputs(
  { definition, predictions, features }: CompareInput,
  engine: Engine,
): Promise<InputSkew[]> {
  const columns = definition.inputs.map((input) => comparedInput(input, definition));
  const pointers = jsonPointers(definition.inputs.map(({ name }) => name));
  const values = columns.flatMap(({ logged, recomputed, scale }, index) => [
    `${logged(`v[${index + 1}]`)} AS l${index}`,
    `${recomputed} AS r${index}`,
    `${scale ?? "NULL"} AS s${index}`,
  ]);
  await engine.run(`CREATE OR REPLACE TEMP VIEW replay_compared AS
    SELECT p.seq, p.id, ${values.join(", ")}
    FROM (SELECT seq, id, json_extract_string(inputs, ${pointers}) AS v FROM ${predictions}) p
    JOIN replay_asked a ON a.seq = p.seq LEFT JOIN ${features} f ON f.${seqColumn} = p.seq`);
  const counts = columns.flatMap(({ isNumber, differs }, index) => [
    `count(*) FILTER (WHERE ${differs(index)}) AS n${index}`,
    `${isNumber ? `max(abs(l${index} - r${index}))` : "NULL"} AS d${index}`,
  ]);
  const [row = {}] = await engine.all(
    `SELECT ${["count(*) AS compared", ...counts].join(", ")} FROM replay_compared`,
  );
  const found: InputSkew[] = [];
  for (const [index, { input, differs, isPersonal }] of columns.entries()) {
    const mismatches = Number(row[`n${index}`]);
    const examples = mismatches === 0 ? [] : await engine.all(examplesSql(index, differs(index), isPersonal));
    const greatest = row[`d${index}`];
    found.push({
      name: input.name,
      origin: input.origin,
      compared: Number(row.compared),
      mismatches,
      greatestDifference: typeof greatest === "number" ? greatest : null,
      examples: examples.map(({ id, l, r }) => ({
        prediction: String(id),
        logged: l as Value,
        recomputed: r as Value,
      })),
    });
  }
  return found;
}

const shownExamples = 5;

function examplesSql(index: number, differs: string, isPersonal: boolean): string {
  const shown = (column: string) =>
    isPersonal ? `CASE WHEN ${column}${index} IS NOT NULL THEN '(hidden)' END` : `${column}${index}`;
  return `SELECT id, ${shown("l")} AS l, ${shown("r")} AS r FROM replay_compared WHERE ${differs} ORDER BY seq LIMIT ${shownExamples}`;
}

interface ComparedInput {
  readonly input: ModelInput;
  readonly isNumber: boolean;
  readonly isPersonal: boolean;
  readonly logged: (text: string) => string;
  readonly recomputed: string;
  readonly scale: string | null;
  readonly differs: (index: number) => string;
}

function comparedInput(input: ModelInput, { features, events }: Definition): ComparedInput {
  const { name, origin, type } = input;
  const quoted = quoteIdentifier(name);
  const feature = origin === "feature" ? features.find((one) => one.name === name) : undefined;
  const scale = feature === undefined ? null : roundingScale(feature.expression, events);
  const isTime = events.columns[name]?.kind === "timestamp";
  const isPersonal = (column: string) => events.columns[column]?.pii === true;
  const read = feature === undefined ? [] : [...walk(feature.expression)];
  return {
    input,
    isNumber: type === "number",
    isPersonal:
      feature === undefined
        ? isPersonal(name)
        : read.some((node) => node.kind === "column" && isPersonal(node.column)),
    logged: (text) => `CAST(${text} AS ${columnTypes[type].sql})`,
    recomputed:
      feature !== undefined
        ? `f.${quoted}`
        : `CAST(${isTime ? `epoch_us(a.${quoted})` : `a.${quoted}`} AS ${columnTypes[type].sql})`,
    scale: scale === null ? null : `f.${quoteIdentifier(scalePrefix + name)}`,
    differs: scale === null ? exactly : roughly,
  };
}

const exactly = (index: number) => `l${index} IS DISTINCT FROM r${index}`;
/** 1e-9 of the value, and 1e-12 of what may have cancelled out in it. */
const roughly = (index: number) => {
  const [l, r] = [`l${index}`, `r${index}`];
  const allowed = `1e-9 * greatest(abs(${l}), abs(${r})) + 1e-12 * coalesce(s${index}, 0)`;
  return `(${exactly(index)} AND NOT coalesce(abs(${l} - ${r}) <= ${allowed}, FALSE))`;
};
