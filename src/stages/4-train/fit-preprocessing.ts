/**
 * What preprocessing learns, from the training rows only. The aggregates run on one thread: the order of a float sum
 * is then the order of the rows, and the same rows give the same bytes.
 */

import type { Definition, ModelInput } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Engine } from "../../io/engine.ts";
import { bucketsOf } from "./bucket.ts";
import { type EncodedInput, layOut } from "./encoded-input.ts";
import { numberSql, textSql } from "./input-sql.ts";

export interface FitOptions {
  readonly definition: Definition;
  /** A table expression of the training rows, such as `read_parquet('…')`. */
  readonly table: string;
}

export interface Preprocessing {
  readonly inputs: readonly EncodedInput[];
  /** Columns of `encoded` that no training row has: what was never seen must not speak. */
  readonly emptyColumns: readonly number[];
}

type Encoding = EncodedInput["encoding"];

interface Fitted {
  readonly input: ModelInput;
  readonly encoding: Encoding;
  /** Places within the input's own columns that no training row has. */
  readonly empty: readonly number[];
}

/** Fits every input of the model. */
export async function fitPreprocessing(engine: Engine, options: FitOptions): Promise<Preprocessing> {
  const { definition, table } = options;
  await engine.run("SET threads = 1");
  try {
    const numeric = definition.inputs.filter(({ type }) => type !== "text");
    const scales = await fitNumbers(engine, numeric, options);
    const fitted: Fitted[] = [];
    for (const input of definition.inputs) {
      const encoding = scales.get(input.name);
      if (encoding !== undefined) fitted.push({ input, encoding, empty: [] });
      else fitted.push(await fitText(engine, input, table, definition.model.hashAbove));
    }
    const inputs = layOut(fitted.map(({ input: { name, type }, encoding }) => ({ name, type, encoding })));
    const emptyColumns = fitted.flatMap(({ empty }, index) =>
      empty.map((place) => (inputs[index]?.start ?? 0) + place),
    );
    return { inputs, emptyColumns };
  } finally {
    await engine.run("RESET threads");
  }
}

/** Mean and deviation of what is present, by way of the greatest magnitude, so that 1e308 does not overflow. */
async function fitNumbers(
  engine: Engine,
  inputs: readonly ModelInput[],
  { definition, table }: FitOptions,
): Promise<Map<string, Encoding>> {
  if (inputs.length === 0) return new Map();
  const values = inputs.map((input, index) => `${numberSql(input, definition)} AS v${index}`);
  const source = `(SELECT ${values.join(", ")} FROM ${table})`;
  const facts = inputs.map(
    (_, index) =>
      `max(abs(v${index})) AS m${index}, count(v${index}) AS c${index}, coalesce(bool_or(NOT isfinite(v${index})), FALSE) AS x${index}, count(*) AS n`,
  );
  const [greatest = {}] = await engine.all(`SELECT ${facts.join(", ")} FROM ${source}`);
  for (const [index, input] of inputs.entries())
    if (greatest[`x${index}`] === true) await refuseInfinite(engine, input, { definition, table });
  const magnitudes = inputs.map((_, index) => Number(greatest[`m${index}`] ?? 0) || 1);
  const moments = magnitudes.map((magnitude, index) => {
    const unit = `(v${index} / CAST('${magnitude}' AS DOUBLE))`;
    return `avg(${unit}) AS a${index}, stddev_pop(${unit}) AS s${index}`;
  });
  const [measured = {}] = await engine.all(`SELECT ${moments.join(", ")} FROM ${source}`);
  return new Map(
    inputs.map(({ name }, index) => {
      const magnitude = magnitudes[index] ?? 1;
      const mean = Number(measured[`a${index}`] ?? 0) * magnitude;
      const deviation = Number(measured[`s${index}`] ?? 0);
      const scale = deviation > 1e-12 ? deviation * magnitude : 1;
      const indicator = Number(greatest[`c${index}`]) < Number(greatest.n);
      return [name, { kind: "standardise", mean, scale, impute: mean, indicator }];
    }),
  );
}

/** Collect and the features let none through: such a table was made or changed elsewhere. */
async function refuseInfinite(
  engine: Engine,
  input: ModelInput,
  { definition, table }: FitOptions,
): Promise<never> {
  const value = numberSql(input, definition);
  const [found = {}] = await engine.all(
    `SELECT _aw_row AS row, CAST(${value} AS VARCHAR) AS value, (SELECT count(*) FROM ${table} WHERE NOT isfinite(${value})) AS rows
     FROM ${table} WHERE NOT isfinite(${value}) ORDER BY _aw_row LIMIT 1`,
  );
  const { row, rows } = found;
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot train on '${input.name}': it is ${found.value} in row ${row}${rows === 1 ? "" : `, one of ${rows} such rows`}; wanted a finite number, or a missing value.`,
    { details: { column: input.name, row, value: found.value, rows } },
  );
}

async function fitText(engine: Engine, input: ModelInput, table: string, hashAbove: number): Promise<Fitted> {
  const rows = await engine.all(
    `SELECT v, count(*) AS n FROM (SELECT ${textSql(input)} AS v FROM ${table}) GROUP BY v ORDER BY n DESC, v`,
  );
  const present = rows.filter(({ v }) => v !== "").map(({ v, n }) => ({ value: String(v), rows: Number(n) }));
  const neverMissing = present.length === rows.length;
  if (present.length > hashAbove) {
    const buckets = await bucketsOf(
      present.map(({ value }) => value),
      hashAbove,
    );
    const used = new Set(buckets);
    const unused = Array.from({ length: hashAbove }, (_, bucket) => bucket).filter(
      (bucket) => !used.has(bucket),
    );
    return {
      input,
      encoding: { kind: "hash", buckets: hashAbove },
      empty: neverMissing ? [...unused, hashAbove] : unused,
    };
  }
  const vocabulary = present.filter(({ rows: seen }) => seen > 1).map(({ value }) => value);
  const noneUnknown = vocabulary.length === present.length;
  const empty = [
    ...(noneUnknown ? [vocabulary.length] : []),
    ...(neverMissing ? [vocabulary.length + 1] : []),
  ];
  return { input, encoding: { kind: "oneHot", vocabulary }, empty };
}

/** How many columns of `encoded` are not 0 in a row: a block of a text counts as one. */
export function activeInputs(inputs: readonly EncodedInput[]): number {
  return inputs.reduce(
    (sum, { encoding, encodedNames }) => sum + (encoding.kind === "standardise" ? encodedNames.length : 1),
    0,
  );
}

const greatestFloat = 3.4e38;

/** A number or boolean label's mean and deviation, for a regression target. */
export async function fitTarget(
  engine: Engine,
  table: string,
): Promise<{ readonly mean: number; readonly scale: number }> {
  await engine.run("SET threads = 1");
  const [found] = await engine.all(
    `SELECT any_value(m) AS greatest, avg(_aw_label / m) * any_value(m) AS mean, stddev_pop(_aw_label / m) * any_value(m) AS scale
     FROM ${table}, (SELECT coalesce(nullif(max(abs(_aw_label)), 0), 1) AS m FROM ${table})`,
  );
  await engine.run("RESET threads");
  const [scale, greatest] = [Number(found?.scale), Number(found?.greatest)];
  if (greatest > greatestFloat) {
    throw new AirworthyError(
      "LABEL_UNUSABLE",
      `Cannot train on labels up to ${greatest} from 0: a model answers in 32-bit floats, whose greatest is ${greatestFloat}; scale the label down.`,
      { details: { greatest } },
    );
  }
  return { mean: Number(found?.mean), scale: scale > 0 && Number.isFinite(scale) ? scale : 1 };
}
