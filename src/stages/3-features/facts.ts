/** What the events themselves allow to leave out: asked once, before the query is written. */
import type { EventsDefinition } from "../../core/definition/index.ts";
import { type Dialect, duckdb, printSql, sqlCall, sqlColumn } from "../../core/sql/index.ts";
import type { Engine } from "../../io/engine.ts";
import { type Visibility, visibleFromSql } from "./visibility.ts";

export interface Facts {
  readonly rows: number;
  /** Whether a row lacks its entity or its time. */
  readonly missingKeys: boolean;
  /** Whether an event id comes twice for one entity. */
  readonly duplicates: boolean;
  /**
   * By whether outcomes are read: the one delay, in microseconds, after which every event is visible; null where
   * delays differ, or where the definition itself tells the delay.
   */
  readonly lags: { readonly plain: number | null; readonly outcome: number | null };
}

export interface FactsOptions {
  /** Whether the events' ids are unique already, by a rule of the clean stage. */
  readonly unique?: boolean;
  readonly dialect?: Dialect;
}

async function oneRow(engine: Engine, sql: string): Promise<(name: string) => number | null> {
  const [row = {}] = await engine.all(sql);
  return (name) => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
}

/** `from` is what stands after FROM. */
export async function readFacts(
  engine: Engine,
  from: string,
  events: EventsDefinition,
  options: FactsOptions = {},
): Promise<Facts> {
  const { unique = false, dialect = duckdb } = options;
  const print = (node: Parameters<typeof printSql>[0]): string => printSql(node, dialect);
  const [entity, time] = [print(sqlColumn(events.entity)), print(sqlColumn(events.time))];
  const asked = [
    ...(events.known === null ? [] : [false]),
    ...(events.known === null && events.label.knownColumn === null ? [] : [true]),
  ];
  const delays = asked.map((outcome) => {
    const visible = visibleFromSql(events, outcome);
    const delay = print(sqlCall("minus", visible, sqlCall("microsOf", sqlColumn(events.time))));
    const suffix = outcome ? "outcome" : "plain";
    return `, count(${print(visible)}) AS known_${suffix}, min(${delay}) AS least_${suffix}, max(${delay}) AS greatest_${suffix}`;
  });
  const field = await oneRow(
    engine,
    `SELECT count(*) AS n, count(${entity}) AS entities, count(${time}) AS times${delays.join("")} FROM ${from}`,
  );
  const rows = field("n") ?? 0;
  const lagOf = (suffix: string): number | null =>
    field(`known_${suffix}`) === rows && field(`least_${suffix}`) === field(`greatest_${suffix}`)
      ? field(`least_${suffix}`)
      : null;
  return {
    rows,
    missingKeys: field("entities") !== rows || field("times") !== rows,
    duplicates: !unique && (await hasDuplicates(engine, from, events, dialect)),
    lags: { plain: lagOf("plain"), outcome: lagOf("outcome") },
  };
}

/** An event that comes twice has one hash twice; only where one does is it worth comparing the ids themselves. */
async function hasDuplicates(
  engine: Engine,
  from: string,
  { id, entity }: EventsDefinition,
  dialect: Dialect,
): Promise<boolean> {
  if (id === null) return false;
  const [idName, entityName] = [dialect.quoteName(id), dialect.quoteName(entity)];
  const hashes = `SELECT hash(${entityName}, ${idName}) AS h FROM ${from} WHERE ${idName} IS NOT NULL`;
  const hashed = await oneRow(
    engine,
    `SELECT count(*) AS n FROM (SELECT h, lag(h) OVER (ORDER BY h) AS previous FROM (${hashes}) AS hashes) AS sorted
     WHERE h = previous`,
  );
  if (hashed("n") === 0) return false;
  const field = await oneRow(
    engine,
    `SELECT count(*) AS n FROM (SELECT 1 AS one FROM ${from} WHERE ${idName} IS NOT NULL
     GROUP BY ${entityName}, ${idName} HAVING count(*) > 1 LIMIT 1) AS duplicates`,
  );
  return field("n") !== 0;
}

/** The constant delay of `visibility`, from the definition or from the data; null where delays differ. */
export function lagOf(visibility: Visibility, { lags }: Facts): number | null {
  if (visibility.kind === "lag") return visibility.micros;
  return visibility.outcome ? lags.outcome : lags.plain;
}
