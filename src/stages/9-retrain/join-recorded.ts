/** The original rows and those that a server recorded, as one raw table: each event once, with the newest label. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { formatCount } from "../../core/format.ts";
import type { Flow } from "../../core/progress.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { collect } from "../1-collect/index.ts";
import type { StageContext } from "../context.ts";
import { runQuery } from "../run-query.ts";
import { type DoubtfulRows, withoutDoubtful } from "./new-source-labels.ts";
import type { Recorded } from "./read-recorded.ts";
import { arrivalColumn, labelArrivalColumn, recordedColumns } from "./recorded-columns.ts";
import { relabelSource } from "./source-labels.ts";

export interface JoinInput {
  readonly definition: Definition;
  /** Path of collect's raw.parquet. */
  readonly raw: string;
  readonly recorded: Recorded;
  /** Path of the raw.parquet of an earlier join, whose rows may be gone from the log; null where none is wanted. */
  readonly earlier?: string | null;
  /** Labels of the original rows that are left out; null where none are. */
  readonly doubtful?: DoubtfulRows | null;
  /**
   * Where raw.parquet (as collect's, the recorded rows behind the original ones) and rejected.parquet (recorded rows that
   * do not fit the declared columns) are written.
   */
  readonly directory: string;
}

export interface Joined {
  readonly flow: Flow;
  readonly note: string;
  /** Recorded events that were not among the original rows. */
  readonly added: number;
  /** Original rows whose label was reported anew. */
  readonly relabelled: number;
  /** Recorded rows that do not fit the declared columns. */
  readonly rejectedRows: number;
}

/** Joins them. An event that both have, by its id, is taken as the source has it. DISK_UNUSABLE, CANCELLED. */
export async function joinRecorded(input: JoinInput, context: StageContext): Promise<Joined> {
  const { recorded, directory } = input;
  const own = join(recorded.directory, "collected");
  await mkdir(own, { recursive: true });
  const { rejectedRows } = await collect(
    { definition: asSource(input), projectDirectory: recorded.directory, directory: own },
    { ...context, emit: () => {} },
  );
  await copyFile(join(own, "rejected.parquet"), join(directory, "rejected.parquet"));
  const table = parquetTable(join(own, "raw.parquet"));
  const { rows: original, count: relabelled } = await relabelSource(context.engine, {
    ...{ definition: input.definition, original: await withEarlier(input, table, context) },
    ...{ labels: recorded.outside, without: recorded.withoutLabels, now: context.now() },
    directory: recorded.directory,
  });
  const tables = { original, recorded: table };
  const target = join(directory, "raw.parquet");
  const { engine } = context;
  const columns = await engine.all(`DESCRIBE SELECT * FROM ${tables.original}`);
  const names = columns.map(({ column_name }) => String(column_name));
  await runQuery(
    `COPY (${joinSql(input.definition, tables, names)}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy)`,
    context,
    { stage: "feedback" },
  );
  return await describe({ tables, target, names, rejectedRows, relabelled }, input, context);
}

/** The original rows and behind them those that only an earlier join still has: by id, for without one none can be told. */
async function withEarlier(
  { definition, raw, earlier = null, doubtful = null }: JoinInput,
  recorded: string,
  { engine }: StageContext,
): Promise<string> {
  const { id } = definition.events;
  const original = withoutDoubtful(definition, raw, doubtful);
  if (earlier === null || id === null) return original;
  const known = new Set(
    (await engine.all(`DESCRIBE SELECT * FROM ${parquetTable(earlier)}`)).map(
      ({ column_name }) => column_name,
    ),
  );
  const kept = Object.keys(definition.events.columns).filter((name) => known.has(name));
  const key = quoteIdentifier(id);
  return `(SELECT * FROM ${original} UNION ALL BY NAME
    SELECT e._aw_row + (SELECT max(_aw_row) FROM ${original}) AS _aw_row, ${kept.map((name) => `e.${quoteIdentifier(name)}`).join(", ")}
    FROM ${parquetTable(earlier)} e WHERE NOT EXISTS (SELECT 1 FROM ${original} o WHERE o.${key} = e.${key})
      AND NOT EXISTS (SELECT 1 FROM ${recorded} r WHERE r.${key} = e.${key}))`;
}

/** The recorded rows as collect reads them. */
function asSource({ definition, recorded }: JoinInput): Definition {
  const { events } = definition;
  return {
    ...definition,
    events: {
      ...events,
      source: { kind: "jsonLines", paths: [recorded.lines], compression: "none" },
      columns: { ...events.columns, ...recordedColumns },
      maxRejectedShare: 1,
    },
  };
}

interface Tables {
  readonly original: string;
  readonly recorded: string;
}

function joinSql({ events }: Definition, { original, recorded }: Tables, names: readonly string[]): string {
  const label = quoteIdentifier(events.label.column);
  const kept = names.map((name) => {
    const quoted = quoteIdentifier(name);
    if (name !== events.label.column || events.id === null) return `o.${quoted}`;
    return `CASE WHEN r.${labelArrivalColumn} IS NULL THEN o.${label} ELSE r.${label} END AS ${label}`;
  });
  const matched =
    events.id === null
      ? ""
      : `LEFT JOIN ${recorded} r ON r.${quoteIdentifier(events.id)} = o.${quoteIdentifier(events.id)}`;
  const added = Object.keys(events.columns).map(
    (name) => `${completed(events, name)} AS ${quoteIdentifier(name)}`,
  );
  return `SELECT * FROM (
      SELECT ${kept.join(", ")} FROM ${original} o ${matched}
      UNION ALL BY NAME
      SELECT r._aw_row + (SELECT max(_aw_row) FROM ${original}) AS _aw_row, ${added.join(", ")}
      FROM ${recorded} r WHERE ${isNew(events, original)}
    ) ORDER BY _aw_row`;
}

/** What nobody says is known when it arrives. */
function completed(events: Definition["events"], name: string): string {
  const own = `r.${quoteIdentifier(name)}`;
  if (name === events.known) return `coalesce(${own}, r.${arrivalColumn})`;
  return name === events.label.knownColumn ? `coalesce(r.${labelArrivalColumn}, ${own})` : own;
}

function isNew({ id }: Definition["events"], original: string): string {
  if (id === null) return "TRUE";
  const quoted = quoteIdentifier(id);
  return `NOT EXISTS (SELECT 1 FROM ${original} o WHERE o.${quoted} = r.${quoted})`;
}

interface Done {
  readonly tables: Tables;
  readonly target: string;
  readonly names: readonly string[];
  readonly rejectedRows: number;
  /** Rows of the source whose label was reported though the log does not have their event. */
  readonly relabelled: number;
}

async function describe(
  { tables, target, names, rejectedRows, relabelled: ofSource }: Done,
  { definition: { events } }: JoinInput,
  { engine, emit }: StageContext,
): Promise<Joined> {
  const id = events.id === null ? null : quoteIdentifier(events.id);
  const relabelled =
    id === null
      ? "0"
      : `(SELECT count(*) FROM ${tables.original} o JOIN ${tables.recorded} r ON r.${id} = o.${id} WHERE r.${labelArrivalColumn} IS NOT NULL)`;
  const [row = {}] = await engine.all(
    `SELECT (SELECT count(*) FROM ${tables.original}) AS before, (SELECT count(*) FROM ${parquetTable(target)}) AS after, ${relabelled} AS relabelled`,
  );
  const [before, after] = [Number(row.before), Number(row.after)];
  const again = Number(row.relabelled) + ofSource;
  if (id === null)
    emit({
      kind: "warning",
      stage: "feedback",
      message:
        "The events have no id, so an event that both the source and the log have counts twice; wanted events.id in the config.",
    });
  const columns = names.filter((name) => !name.startsWith("_aw_")).length;
  return {
    flow: { rowsIn: before, columnsIn: columns, rowsOut: after, columnsOut: columns },
    note: noteOf({ added: after - before, relabelled: again, rejectedRows }),
    added: after - before,
    relabelled: again,
    rejectedRows,
  };
}

function noteOf({ added, relabelled, rejectedRows }: Omit<Joined, "flow" | "note">): string {
  return [
    `${formatCount(added)} recorded events joined`,
    ...(relabelled === 0 ? [] : [`${formatCount(relabelled)} labelled anew`]),
    ...(rejectedRows === 0 ? [] : [`${formatCount(rejectedRows)} set aside`]),
  ].join("; ");
}
