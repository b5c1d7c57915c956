/**
 * What the log says of some windows of one version, as one table with a row for each prediction: its typed columns and
 * inputs, its answer, and the label that holds of those that are known of it. Columns are what the batch stages make of the raw
 * event; of a row that they refuse, none is known.
 */
import { join } from "node:path";
import { type Definition, feedbackPolicyOf } from "../../../core/definition/index.ts";
import { type Level, levelTable } from "../../../core/profile/index.ts";
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { jsonPointers } from "../../../io/json-pointer.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { feedbackIn, predictionsIn, type Store } from "../../../io/store/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import {
  cleanLogged,
  columnTypes,
  outcomeColumns,
  predictionLines,
  type SpoolContext,
  seqColumn,
  servingDefinition,
  spoolLines,
} from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { labelLines, labelsInForce, toldLabels } from "../quality/index.ts";

/** What of a package the windows of its version are made with. */
export type WatchedPackage = Pick<LoadedPackage, "manifest" | "baseline">;

export interface RelationInput {
  readonly store: Store;
  readonly package: WatchedPackage;
  readonly level: Level;
  /** The beginnings of the windows, ascending. */
  readonly starts: readonly number[];
  readonly directory: string;
}

/** The columns known of a prediction at its time: an outcome is known only afterwards. */
export function knownColumns(definition: Definition): string[] {
  const outcomes = outcomeColumns(definition);
  return Object.keys(definition.events.columns).filter((name) => !outcomes.has(name));
}

/** Whether the row's columns are known. */
export const keptColumn = "_aw_kept";

/**
 * FROM item: window_start (BIGINT, epoch ms), version, id, entity, event_id, received_at (epoch ms), prediction (text of
 * the answer), probability (DOUBLE), probabilities (JSON text), label (JSON text) and label_at (epoch ms), both null while
 * unknown, "inputs.<name>", "columns.<name>" and {@link keptColumn}.
 */
export async function predictionRelation(input: RelationInput, context: StageContext): Promise<string> {
  const { store, level, directory } = input;
  const { manifest } = input.package;
  const { definition } = servingDefinition(manifest, new Set());
  const spooling = { directory, ...spoolContext(context) };
  const spans = spansOf(input);
  const predictions = await spoolLines(loggedLines, pagesOf(store, spans), spooling);
  const labels = await spoolLines(labelLines, labelPagesOf(store, spans), spooling);
  const { rows } = await cleanLogged({ definition, from: predictions, directory }, context);
  const target = join(directory, "relation.parquet");
  const sql = relationSql({ definition, level, predictions, labels, rows });
  await context.engine.run(`COPY (${sql}) TO ${quoteText(target)} (FORMAT parquet)`);
  return parquetTable(target);
}

function spoolContext({ engine, signal }: StageContext): SpoolContext {
  return { engine, proceed: () => signal.throwIfAborted() };
}

type Span = Omit<Parameters<typeof predictionsIn>[1], "pageSize">;

/** Neighbouring windows are read as one. */
function spansOf({ package: { manifest }, level, starts }: RelationInput): readonly Span[] {
  const { ms } = levelTable[level];
  const spans: Span[] = [];
  for (const start of starts) {
    const last = spans.at(-1);
    const begins = last?.to === start ? spans.pop() : undefined;
    spans.push({
      model: manifest.name,
      version: manifest.version,
      from: begins?.from ?? start,
      to: start + ms,
    });
  }
  return spans;
}

async function* pagesOf(store: Store, spans: readonly Span[]) {
  for (const span of spans) yield* predictionsIn(store, span);
}

async function* labelPagesOf(store: Store, spans: readonly Span[]) {
  for (const span of spans) yield* feedbackIn(store, span);
}

const loggedLines = predictionLines(["raw", "inputs", "prediction", "probability", "probabilities"]);

interface RelationParts {
  readonly definition: Definition;
  readonly level: Level;
  /** FROM items. */
  readonly predictions: string;
  readonly labels: string;
  readonly rows: string;
}

function relationSql({ definition, level, predictions, labels, rows }: RelationParts): string {
  const { ms } = levelTable[level];
  const pointers = jsonPointers(definition.inputs.map(({ name }) => name));
  // What serving logged fits the type: a cast that cannot fail puts no value into an error.
  const inputs = definition.inputs.map(
    ({ name, type }, at) =>
      `TRY_CAST(p.v[${at + 1}] AS ${columnTypes[type].sql}) AS ${quoteIdentifier(`inputs.${name}`)}`,
  );
  const columns = knownColumns(definition).map(
    (name) => `c.${quoteIdentifier(name)} AS ${quoteIdentifier(`columns.${name}`)}`,
  );
  const told = toldLabels({ labels, predictions });
  return `WITH truth AS (SELECT * FROM ${labelsInForce(told, feedbackPolicyOf(definition))})
    SELECT p.received_at - p.received_at % ${ms} AS window_start, p.version, p.id, p.entity, p.event_id, p.received_at,
      p.prediction, p.probability, CAST(p.probabilities AS VARCHAR) AS probabilities, truth.label, truth.received_at AS label_at,
      ${[`c.${seqColumn} IS NOT NULL AS ${keptColumn}`, ...inputs, ...columns].join(", ")}
    FROM (SELECT *, json_extract_string(inputs, ${pointers}) AS v FROM ${predictions}) p
    LEFT JOIN truth ON truth.key = p.id LEFT JOIN ${rows} c ON c.${seqColumn} = p.seq`;
}
