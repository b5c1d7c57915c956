/** The events of one entity of a run with a feature of the past at each: what it may look at, and what it may not yet. */
import { join } from "node:path";
import type { Definition, Feature } from "../../../core/definition/index.ts";
import { type AggregateNode, describeExpression, walk } from "../../../core/expression/index.ts";
import { type Engine, quoteIdentifier } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import type { FoundRun } from "../../../io/store/index.ts";
import { exists, type Workspace } from "../../../io/workspace.ts";
import { keptView } from "../kept-views.ts";
import { withViewEngine } from "../view-engine.ts";

export interface TimelineEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of the columns, in their order. */
  readonly values: readonly (number | boolean | string | null)[];
  readonly feature: number | null;
  /** How many of the events are earlier, and known at its time. */
  readonly visible: number;
}

export interface EntityTimeline {
  readonly feature: string;
  /** The definition, as a person writes it. */
  readonly words: string;
  /** What the feature reads, without personal data. */
  readonly columns: readonly string[];
  /** Of one entity, who is not named; in the order of time. */
  readonly events: readonly TimelineEvent[];
}

export interface EntityTimelineInput {
  readonly workspace: Workspace;
  readonly found: Pick<FoundRun, "definition" | "keys">;
}

const [fewest, most] = [5, 9];

/** The first entity with a handful of events; null where no number looks at the past, or the table is gone. */
export async function entityTimeline(
  { workspace, found: { definition, keys } }: EntityTimelineInput,
  signal?: AbortSignal,
): Promise<EntityTimeline | null> {
  const feature = definition.features.find(({ type, expression }) => {
    return type === "number" && aggregatesOf(expression).length > 0;
  });
  const key = keys.features;
  if (feature === undefined || key === undefined) return null;
  const path = join(workspace.snapshot(key), "features.parquet");
  if (!(await exists(path))) return null;
  const columns = columnsOf(definition, feature);
  const events = await keptView(`timeline ${key} ${feature.name}`, () =>
    withViewEngine(
      workspace,
      (engine) => readEvents(engine, { definition, feature, columns, relation: parquetTable(path) }),
      signal,
    ),
  );
  if (events.length === 0) return null;
  return { feature: feature.name, words: describeExpression(feature.expression), columns, events };
}

function aggregatesOf(expression: Feature["expression"]): AggregateNode[] {
  return [...walk(expression)].filter((node) => node.kind === "aggregate");
}

function columnsOf({ events }: Definition, { expression }: Feature): string[] {
  const read = aggregatesOf(expression)
    .flatMap((node) => [...walk(node)])
    .flatMap((node) => (node.kind === "column" ? [node.column] : []));
  return [...new Set(read)].filter((name) => events.columns[name]?.pii !== true);
}

interface ReadInput {
  readonly definition: Definition;
  readonly feature: Feature;
  readonly columns: readonly string[];
  readonly relation: string;
}

async function readEvents(
  engine: Engine,
  { definition: { events }, feature, columns, relation }: ReadInput,
): Promise<TimelineEvent[]> {
  const [entity, time] = [quoteIdentifier(events.entity), quoteIdentifier(events.time)];
  const known = quoteIdentifier(events.known ?? events.time);
  const listed = columns.map((name, index) => `${quoteIdentifier(name)} AS v${index}`);
  // Whose feature says most: the most values that differ, the fewest events among equals.
  const rows = await engine.all(
    `WITH one AS (SELECT ${entity} AS entity FROM ${relation} WHERE ${entity} IS NOT NULL GROUP BY ${entity}
       HAVING count(*) BETWEEN ${fewest} AND ${most}
       ORDER BY count(DISTINCT ${quoteIdentifier(feature.name)}) DESC, count(*), md5(CAST(${entity} AS VARCHAR)) LIMIT 1)
     SELECT epoch_us(${time}) AS happened, epoch_us(${known}) AS known, ${quoteIdentifier(feature.name)} AS feature${listed.map((one) => `, ${one}`).join("")}
     FROM ${relation} WHERE ${entity} = (SELECT entity FROM one) AND ${time} IS NOT NULL ORDER BY happened, _aw_row`,
  );
  const places = rows.map(({ happened, known: seen }) => ({ at: Number(happened), known: Number(seen) }));
  return rows.map((row, index) => {
    const own = places[index]?.at ?? 0;
    return {
      at: own / 1_000,
      values: columns.map((_, column) => plain(row[`v${column}`])),
      feature: row.feature === null ? null : Number(row.feature),
      visible: places.filter((other) => other.at < own && other.known <= own).length,
    };
  });
}

function plain(value: unknown): number | boolean | string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "bigint" ? Number(value) : String(value);
}
