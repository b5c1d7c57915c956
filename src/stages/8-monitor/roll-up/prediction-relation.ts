/**
 * What the log says of some windows of one version, as one table with a row for each prediction: its typed columns and
 * features, its answer, and the label that holds of those that are known of it. Columns are what the batch stages make of
 * the raw event; of a row that they refuse, none is known.
 */
import { type Definition, feedbackPolicyOf } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import { type Level, levelTable } from "../../../core/profile/index.ts";
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { feedbackIn, type PredictionSpan, type Store } from "../../../io/store/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import {
  cleanedRows,
  columnTypes,
  outcomeColumns,
  refusedColumn,
  seqColumn,
  servingDefinition,
  spoolLines,
} from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { labelLines, labelsInForce, toldLabels } from "../quality/index.ts";
import { readLines, spoolLogged, spoolPlain } from "./read-lines.ts";

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
 * FROM item, until the next is made on the engine's connection: window_start (BIGINT, epoch ms), prediction (text of the
 * answer), probability (DOUBLE), probabilities (JSON text), label (JSON text, null while unknown), "inputs.<feature>",
 * "columns.<name>" (TRUE for any value of an opaque column that no slice is made of) and {@link keptColumn}.
 */
export async function predictionRelation(input: RelationInput, context: StageContext): Promise<string> {
  const { store, directory } = input;
  const { engine, signal } = context;
  const spans = spansOf(input);
  const proceed = () => signal.throwIfAborted();
  const logged = await spoolLogged({ store, spans, directory, signal });
  const pages = labelPagesOf(store, logged.labelled);
  const labels = await spoolLines(labelLines, pages, { directory, engine, proceed });
  const read = async (path: string) => {
    const sql = await relationSql({ ...input, path, labels }, context);
    await engine.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${sql}`);
  };
  try {
    await read(logged.path);
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "ENGINE_FAILED") throw cause;
    await read(await spoolPlain({ store, spans, directory, signal }));
  }
  return table;
}

const table = "_aw_logged";

/** Neighbouring windows are read as one. */
function spansOf({ package: { manifest }, level, starts }: RelationInput): readonly PredictionSpan[] {
  const { ms } = levelTable[level];
  const spans: PredictionSpan[] = [];
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

async function* labelPagesOf(store: Store, spans: readonly PredictionSpan[]) {
  for (const span of spans) yield* feedbackIn(store, span);
}

interface RelationParts extends RelationInput {
  /** Of the predictions' lines. */
  readonly path: string;
  /** FROM item. */
  readonly labels: string;
}

async function relationSql(
  { package: watched, level, path, labels }: RelationParts,
  context: StageContext,
): Promise<string> {
  const { manifest } = watched;
  const { ms } = levelTable[level];
  const { definition } = servingDefinition(manifest, new Set());
  const known = knownColumns(definition);
  const columns = pick(definition.events.columns, known);
  const features = definition.inputs.filter(({ origin }) => origin === "feature");
  const from = readLines(path, { columns, inputs: features.map(({ name }) => name) });
  const cleaned = await cleanedRows(
    {
      definition: { ...definition, events: { ...definition.events, columns } },
      from,
      carried: {
        _aw_at: "received_at",
        _aw_answer: "answer",
        ...(features.length === 0 ? {} : { _aw_inputs: "inputs" }),
      },
    },
    context,
  );
  // What serving logged fits the type: a cast that cannot fail puts no value into an error.
  const inputs = features.map(
    ({ name, type }) =>
      `TRY_CAST(struct_extract(_aw_inputs, ${quoteText(name)}) AS ${columnTypes[type].sql}) AS ${quoteIdentifier(`inputs.${name}`)}`,
  );
  const kept = `${refusedColumn} IS NULL`;
  const hidden = opaqueColumns(watched);
  const values = known.map((name) => {
    const value = quoteIdentifier(name);
    const told = hidden.has(name) ? `nullif(${value} IS NOT NULL, FALSE)` : value;
    return `CASE WHEN ${kept} THEN ${told} END AS ${quoteIdentifier(`columns.${name}`)}`;
  });
  return `WITH truth AS (SELECT * FROM ${labelsInForce(toldLabels(labels), feedbackPolicyOf(definition))})
    SELECT _aw_at - _aw_at % ${ms} AS window_start, _aw_answer.prediction AS prediction,
      TRY_CAST(_aw_answer.probability AS DOUBLE) AS probability, CAST(_aw_answer.probabilities AS VARCHAR) AS probabilities,
      truth.label, ${[`${kept} AS ${keptColumn}`, ...inputs, ...values].join(", ")}
    FROM ${cleaned} LEFT JOIN truth ON truth.key = ${seqColumn}`;
}

/** Columns of which nothing is asked but whether they are known: keys and personal data, unless a slice is made of them. */
function opaqueColumns({ manifest, baseline }: WatchedPackage): ReadonlySet<string> {
  const { slices } = manifest.definition.validation;
  const opaque = baseline.profiles.filter(({ role, kind }) => role === "column" && kind === "opaque");
  return new Set(opaque.map(({ name }) => name).filter((name) => !slices.includes(name)));
}

function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
