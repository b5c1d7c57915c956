/** The features of rows that only ask: they are no events, so none of them is the past of another. */
import type { Definition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { compile } from "./compile.ts";
import { readFacts } from "./facts.ts";

export interface AskFeaturesInput {
  readonly definition: Pick<Definition, "events" | "features">;
  /** A table of events and rows that ask, with `_aw_row` (unique, in the order of arrival) and the declared columns. */
  readonly from: string;
  /** The boolean column that is true where a row asks. */
  readonly asks: string;
  /** The columns that the result takes over. */
  readonly columns: readonly string[];
}

/** The query whose result has a row for each that asks: `columns`, then the features. */
export async function askFeatures(
  { definition, from, asks, columns }: AskFeaturesInput,
  engine: Engine,
): Promise<string> {
  const events = `(SELECT * FROM ${from} WHERE NOT ${quoteIdentifier(asks)})`;
  const facts = await readFacts(engine, events, definition.events);
  return compile({ definition, facts, from, columns, asks }).sql;
}
