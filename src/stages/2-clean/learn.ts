/** What outlier and duplicate rules learn from the rows that the rules before them left. */
import type { Check, EventsDefinition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import { runQuery } from "../run-query.ts";
import { doubleSql, type Learned } from "./check-sql.ts";
import type { Bounds } from "./limit.ts";

export interface LearnInput {
  readonly check: Check;
  readonly events: EventsDefinition;
  /** FROM item of the rows left, with the values left. */
  readonly rows: string;
  /** A name for a temporary table that is free. */
  readonly table: string;
}

/** The bounds or the later copies that `check` needs to know. */
export async function learn(input: LearnInput, context: StageContext): Promise<Learned> {
  const { check } = input;
  if (check.kind === "outlier")
    return { kind: "bounds", bounds: await learnBounds(check, input.rows, context) };
  if (check.kind === "duplicate") return { kind: "copies", table: await findCopies(input, context) };
  return { kind: "nothing" };
}

const stage = { stage: "clean" } as const;
/** Makes a median deviation comparable with a standard deviation of normal values. */
const madScale = 1.4826;

async function learnBounds(
  check: Extract<Check, { kind: "outlier" }>,
  rows: string,
  context: StageContext,
): Promise<Bounds | null> {
  const value = `CAST(${quoteIdentifier(check.column)} AS DOUBLE)`;
  if (check.method === "iqr") {
    const [row] = await runQuery(
      `SELECT quantile_cont(${value}, 0.25) AS q1, quantile_cont(${value}, 0.75) AS q3 FROM ${rows}`,
      context,
      stage,
    );
    if (row?.q1 == null) return null;
    const [q1, q3] = [Number(row.q1), Number(row.q3)];
    return boundsAround(q1, q3, check.k * (q3 - q1));
  }
  const [centre] = await runQuery(`SELECT median(${value}) AS m FROM ${rows}`, context, stage);
  if (centre?.m == null) return null;
  const median = Number(centre.m);
  const [spread] = await runQuery(
    `SELECT median(abs(${value} - ${doubleSql(median)})) AS m FROM ${rows}`,
    context,
    stage,
  );
  return boundsAround(median, median, check.k * madScale * Number(spread?.m));
}

/** Null without a spread, for else every value beside the commonest were an outlier. */
export function boundsAround(low: number, high: number, reach: number): Bounds | null {
  if (!(reach > 0)) return null;
  return { low: Math.max(low - reach, -Number.MAX_VALUE), high: Math.min(high + reach, Number.MAX_VALUE) };
}

/** Ids that may stand twice are found by sorted hashes of 8 bytes (half the time of grouping), then compared themselves. */
async function findCopies(
  { events, rows, table }: LearnInput,
  context: StageContext,
): Promise<string | null> {
  if (events.id === null) return null;
  const id = quoteIdentifier(events.id);
  const time = quoteIdentifier(events.time);
  const known = quoteIdentifier(events.known ?? events.time);
  const hashes = `SELECT hash(${id}) AS h FROM ${rows} WHERE ${id} IS NOT NULL`;
  const twice = `SELECT h FROM (SELECT h, lag(h) OVER (ORDER BY h) AS previous FROM (${hashes})) WHERE h = previous`;
  const numbered = `SELECT _aw_row, row_number() OVER (PARTITION BY ${id} ORDER BY ${known} NULLS LAST, ${time} NULLS LAST, _aw_row) AS n FROM ${rows} WHERE ${id} IS NOT NULL AND hash(${id}) IN (${twice})`;
  await runQuery(
    `CREATE TEMP TABLE ${table} AS SELECT _aw_row FROM (${numbered}) WHERE n > 1`,
    context,
    stage,
  );
  const [row] = await context.engine.all(`SELECT count(*) AS n FROM ${table}`);
  if (Number(row?.n) > 0) return table;
  await dropCopies(context.engine, table);
  return null;
}

export async function dropCopies(engine: Engine, table: string): Promise<void> {
  await engine.run(`DROP TABLE IF EXISTS ${table}`);
}
