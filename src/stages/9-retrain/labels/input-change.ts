/**
 * Whether the model's inputs changed together with the labels: then what the labels say may be a change of the world, and
 * not of the labels alone.
 */
import type { Definition } from "../../../core/definition/index.ts";
import { chiSquared, sharesOf } from "../../../core/drift/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { cellSql } from "./cell-sql.ts";

export interface InputChangeInput {
  readonly definition: Definition;
  /** FROM items with the model's inputs and `_aw_happened`: the rows in question, and rows whose labels agree. */
  readonly rows: string;
  readonly reference: string;
}

/** The input that changed most. */
export interface InputChange {
  readonly input: string;
  /** The share of rows whose value lies elsewhere: the total variation over ten bins of the reference, or its commonest values. */
  readonly moved: number;
}

/** So much must have moved, and half as much again as between the older and the newer half of the reference. */
const leastMoved = 0.15;
const trend = 1.5;
/** The chance of a change where there is none, over all inputs. */
const falseChanges = 0.01;
const commonest = 20;
const bins = 10;

/** The greatest change that is none of chance, nor of the way in which the reference moves by itself; null where there is none. */
export async function inputChange(engine: Engine, input: InputChangeInput): Promise<InputChange | null> {
  const { inputs } = input.definition;
  const [middle = {}] = await engine.all(
    `SELECT quantile_disc(_aw_happened, 0.5) AS at FROM ${input.reference}`,
  );
  const found: InputChange[] = [];
  for (const { name, type } of inputs) {
    const counts = await countBins(engine, input, { name, type, middle: Number(middle.at) });
    const before = counts.older.map((count, bin) => count + (counts.newer[bin] ?? 0));
    const moved = variation(before, counts.rows);
    const { pValue } = chiSquared(before, counts.rows);
    const usual = variation(counts.older, counts.newer);
    if (moved >= Math.max(leastMoved, trend * usual) && pValue * inputs.length < falseChanges)
      found.push({ input: name, moved });
  }
  return found.toSorted((one, other) => other.moved - one.moved)[0] ?? null;
}

function variation(one: readonly number[], other: readonly number[]): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  const moved = p.reduce((sum, share, bin) => sum + Math.abs(share - (q[bin] ?? 0)), 0) / 2;
  return Number.isFinite(moved) ? moved : 0; // one of both has no row
}

interface BinInput {
  readonly name: string;
  readonly type: string;
  /** Where the reference's halves meet, epoch ms. */
  readonly middle: number;
}

async function countBins(
  engine: Engine,
  { rows, reference }: InputChangeInput,
  { name, type, middle }: BinInput,
) {
  const bin = await binOf[type === "number" ? "number" : "value"](
    engine,
    `CAST(t.${quoteIdentifier(name)} AS ${type === "number" ? "DOUBLE" : "VARCHAR"})`,
    reference,
  );
  const counted = await engine.all(
    `WITH both_sides AS (
       SELECT ${bin} AS bin, CASE WHEN t._aw_happened <= ${middle} THEN 'older' ELSE 'newer' END AS side FROM ${reference} t
       UNION ALL SELECT ${bin} AS bin, 'rows' AS side FROM ${rows} t)
     SELECT bin, ${["older", "newer", "rows"].map((side) => `count(*) FILTER (side = '${side}') AS "${side}"`).join(", ")}
     FROM both_sides GROUP BY 1 ORDER BY 1`,
  );
  const of = (side: string) => counted.map((row) => Number(row[side]));
  return { older: of("older"), newer: of("newer"), rows: of("rows") };
}

type BinOf = (engine: Engine, value: string, reference: string) => Promise<string>;

/** The bin of a value, a column of `t`; missing values have one of their own. */
const binOf: Readonly<Record<"number" | "value", BinOf>> = {
  async number(engine, value, reference) {
    const shares = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins);
    const [found = {}] = await engine.all(
      `SELECT quantile_disc(${value}, [${shares.join(", ")}]) AS edges FROM ${reference} t`,
    );
    const edges = [...new Set(((found.edges ?? []) as readonly unknown[]).map(Number))];
    return `CASE WHEN ${value} IS NULL THEN -1 ELSE ${cellSql(value, edges)} END`;
  },
  async value(engine, value, reference) {
    const found = await engine.all(
      `SELECT ${value} AS value FROM ${reference} t WHERE ${value} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${commonest}`,
    );
    const cases = found.map((row, index) => `WHEN ${quoteText(String(row.value))} THEN ${index}`);
    if (cases.length === 0) return `CAST(${value} IS NULL AS INTEGER)`;
    return `CASE WHEN ${value} IS NULL THEN -1 ELSE CASE ${value} ${cases.join(" ")} ELSE ${commonest} END END`;
  },
};
