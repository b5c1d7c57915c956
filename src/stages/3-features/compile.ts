/** From a definition to the one query that computes every feature for every event. */
import type { Definition, Feature } from "../../core/definition/index.ts";
import type { AggregateNode } from "../../core/expression/index.ts";
import {
  type Dialect,
  duckdb,
  printSql,
  type RowSql,
  rawRowSql,
  type SqlNode,
  settledSql,
} from "../../core/sql/index.ts";
import { type EventColumns, eventColumns, measureColumns } from "./event-columns.ts";
import { type Facts, lagOf } from "./facts.ts";
import { frameSql } from "./frame-sql.ts";
import { GeneralTables } from "./general-sql.ts";
import { Layers } from "./layers.ts";
import { formulas, type Measure, measuresOf } from "./measure.ts";
import { measureFacts } from "./measure-sql.ts";

export interface CompileInput {
  readonly definition: Pick<Definition, "events" | "features">;
  readonly facts: Facts;
  /** What stands after FROM: a table with `_aw_row` (unique) and the declared columns. */
  readonly from: string;
  /** The columns that the result takes over. */
  readonly columns: readonly string[];
  /** A boolean column: only rows where it is true are in the result. */
  readonly only?: string;
  /** A boolean column: rows where it is true ask and are no events; they alone are in the result. */
  readonly asks?: string;
  readonly dialect?: Dialect;
}

export interface CompiledFeatures {
  /** A SELECT: `columns`, then a column per feature, ordered by (event time, event id, `_aw_row`). */
  readonly sql: string;
  /** Each feature's own expression, for people. */
  readonly features: readonly { readonly name: string; readonly sql: string }[];
}

/** The SQL of an aggregate: its formula over the columns of its measures. */
class AggregateCompiler {
  readonly #columns: EventColumns;
  readonly #facts: Facts;
  readonly general: GeneralTables;

  constructor(columns: EventColumns, facts: Facts, dialect: Dialect) {
    this.#columns = columns;
    this.#facts = facts;
    this.general = new GeneralTables(columns, dialect);
  }

  #measure(measure: Measure): RowSql {
    const lag = lagOf(measure.visibility, this.#facts);
    const sql =
      lag === null
        ? this.general.add(measure)
        : this.#columns.layers.define(measure.kind, frameSql(measure, lag, this.#columns));
    return { sql, facts: measureFacts(measure.kind, measureColumns(measure, this.#columns).value) };
  }

  compile(node: AggregateNode): RowSql {
    const measures = measuresOf(node, this.#columns.events).map((measure) => this.#measure(measure));
    return formulas[node.function].sql(measures, this.#columns.time);
  }
}

/** The query of `definition`'s features, and each feature's own SQL. */
export function compile(input: CompileInput): CompiledFeatures {
  const { definition, facts, from, columns, asks, only = asks, dialect = duckdb } = input;
  const { events } = definition;
  const layers = new Layers();
  const read = eventColumns(events, facts, layers, { asks });
  const aggregates = new AggregateCompiler(read, facts, dialect);
  const featureSql = ({ expression }: Feature): SqlNode => {
    const row = rawRowSql(expression, {
      kindOf: (name) => events.columns[name]?.kind,
      aggregate: (node) => aggregates.compile(node),
    });
    return expression.type === "number" ? settledSql(row) : row.sql;
  };
  const features = definition.features.map((feature) => ({ name: feature.name, sql: featureSql(feature) }));
  const print = (node: SqlNode): string => printSql(node, dialect);
  const tables = aggregates.general.tables();
  const selected = [
    ...columns.map((column) => `_aw_events.${dialect.quoteName(column)}`),
    ...features.map(({ name, sql }) => `${print(sql)} AS ${dialect.quoteName(name)}`),
  ];
  const order = read.order.map((key) => `_aw_events.${print(key)} ASC NULLS FIRST`);
  const sql = [
    `WITH _aw_events AS (${layers.select(from, dialect)})`,
    ...tables.map(({ name, sql: table }) => `, ${name} AS (${table("_aw_events")})`),
    `SELECT ${selected.join(", ")} FROM _aw_events`,
    ...tables.map(({ name }) => `LEFT JOIN ${name} ON ${name}._aw_row = _aw_events._aw_row`),
    ...(only === undefined ? [] : [`WHERE _aw_events.${dialect.quoteName(only)}`]),
    `ORDER BY ${order.join(", ")}`,
  ].join("\n");
  return { sql, features: features.map(({ name, sql: own }) => ({ name, sql: print(layers.expand(own)) })) };
}
