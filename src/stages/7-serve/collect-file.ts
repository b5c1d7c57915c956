/** A file of raw events through the collect and clean stages of training, with the rules as serving has them. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Definition, Source } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { collect } from "../1-collect/index.ts";
import { clean, columnsRead } from "../2-clean/index.ts";
import type { Manifest } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { columnTypes } from "./engineer.ts";
import type { Rejections } from "./rejected-relation.ts";
import { outcomeColumns, type ServingDefinition, servingDefinition } from "./serving-definition.ts";

export interface CollectedFile extends Rejections {
  readonly serving: ServingDefinition;
  /** Path of the clean events, with every declared column; those that the file lacks are missing. */
  readonly rows: string;
  readonly rowsIn: number;
}

export interface CollectFileInput {
  readonly manifest: Manifest;
  readonly path: string;
  readonly directory: string;
}

/** SCHEMA_MISMATCH names a column that the model needs and the file lacks; NO_ROWS where no row fits. */
export async function collectFile(input: CollectFileInput, context: StageContext): Promise<CollectedFile> {
  const { directory } = input;
  const raw = join(directory, "collected");
  const cleaned = join(directory, "cleaned");
  await mkdir(raw, { recursive: true });
  await mkdir(cleaned, { recursive: true });
  const { serving, definition, rowsIn, rejectedRows } = await collectPresent(input, raw, context);
  const present = new Set(Object.keys(definition.events.columns));
  await clean(
    { definition, raw: join(raw, "raw.parquet"), alreadyRejected: rejectedRows, directory: cleaned },
    context,
  );
  const rows = await completed(serving.definition, { present, directory: cleaned }, context);
  const rejected = {
    collectRejected: join(raw, "rejected.parquet"),
    cleanRejected: join(cleaned, "rejected.parquet"),
  };
  return { serving, applied: definition, rows, rowsIn, ...rejected };
}

interface Present {
  readonly serving: ServingDefinition;
  /** With the columns that the file has, alone. */
  readonly definition: Definition;
  readonly rowsIn: number;
  readonly rejectedRows: number;
}

/** Collects every column that the file has: first asked for all, then for those that are there or must be. */
async function collectPresent(
  { manifest, path }: CollectFileInput,
  directory: string,
  context: StageContext,
): Promise<Present> {
  const source = sourceOf(manifest, path);
  const attempt = async (serving: ServingDefinition, definition: Definition): Promise<Present> => {
    const input = { definition, projectDirectory: process.cwd(), directory };
    const { flow, rejectedRows } = await collect(input, context);
    return { serving, definition, rowsIn: flow.rowsIn, rejectedRows };
  };
  const features = manifest.definition.features.map(({ name }) => name);
  const all = withSource(servingDefinition(manifest, new Set(features)), source);
  try {
    return await attempt(all, all.definition);
  } catch (cause) {
    const found = missingColumns(cause);
    if (found === null) throw cause;
    const given = new Set(features.filter((name) => found.has(name)));
    const serving = withSource(servingDefinition(manifest, given), source);
    const optional = optionalColumns(serving.definition, features.length === given.size);
    const names = Object.keys(serving.definition.events.columns);
    const asked = new Set(names.filter((name) => found.has(name) || !optional.has(name)));
    return await attempt(serving, only(serving.definition, asked));
  }
}

/** The columns that a file has, where collect refused it for lacking some. */
function missingColumns(cause: unknown): Set<string> | null {
  if (!(cause instanceof AirworthyError) || cause.code !== "SCHEMA_MISMATCH") return null;
  const { columns } = cause.details;
  return Array.isArray(columns) ? new Set(columns.map(String)) : null;
}

/** What a row to predict may lack: what is known only afterwards, its own id, and, without features to compute, all but the inputs. */
function optionalColumns(definition: Definition, allGiven: boolean): Set<string> {
  const { id, known, columns } = definition.events;
  const inputs = new Set(definition.inputs.map(({ name }) => name));
  const unread = allGiven ? Object.keys(columns).filter((name) => !inputs.has(name)) : [];
  return new Set([...outcomeColumns(definition), id, known, ...unread].filter((name) => name !== null));
}

/** `definition` with these columns alone, and the rules that can be asked of them. */
function only(definition: Definition, present: ReadonlySet<string>): Definition {
  const { events } = definition;
  const columns = Object.fromEntries(Object.entries(events.columns).filter(([name]) => present.has(name)));
  const rules = definition.rules.filter((rule) =>
    columnsRead(rule, definition).every((name) => present.has(name)),
  );
  const keep = (name: string | null) => (name !== null && present.has(name) ? name : null);
  return {
    ...definition,
    rules,
    events: { ...events, columns, id: keep(events.id), known: keep(events.known) },
  };
}

function withSource(serving: ServingDefinition, source: Source): ServingDefinition {
  const { definition } = serving;
  return { ...serving, definition: { ...definition, events: { ...definition.events, source } } };
}

/** The file as a source: with the options of the package's own where it is of the same kind. */
export function sourceOf({ definition }: Manifest, path: string): Source {
  const paths = [resolve(path)];
  const kind = kindOf(path);
  const { source } = definition.events;
  if (source.kind === kind) return { ...source, paths } as Source;
  return { kind, paths };
}

const kindByEnding = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  jsonl: "jsonLines",
  ndjson: "jsonLines",
  json: "jsonLines",
  parquet: "parquet",
} as const;

function kindOf(path: string): "csv" | "jsonLines" | "parquet" {
  const ending =
    path
      .replace(/\.(gz|zst)$/i, "")
      .split(".")
      .at(-1)
      ?.toLowerCase() ?? "";
  if (Object.hasOwn(kindByEnding, ending)) return kindByEnding[ending as keyof typeof kindByEnding];
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot read '${path}': wanted a file that ends in .csv, .jsonl, .ndjson or .parquet.`,
  );
}

/** The clean rows with every declared column. */
async function completed(
  definition: Definition,
  { present, directory }: { readonly present: ReadonlySet<string>; readonly directory: string },
  { engine }: StageContext,
): Promise<string> {
  const source = join(directory, "clean.parquet");
  const absent = Object.entries(definition.events.columns).filter(([name]) => !present.has(name));
  if (absent.length === 0) return source;
  const nulls = absent.map(
    ([name, { kind }]) => `CAST(NULL AS ${columnTypes[kind].sql}) AS ${quoteIdentifier(name)}`,
  );
  const target = join(directory, "completed.parquet");
  await engine.run(
    `COPY (SELECT *, ${nulls.join(", ")} FROM ${parquetTable(source)}) TO ${quoteText(target)} (FORMAT parquet)`,
  );
  return target;
}
