/**
 * Measures whose events become visible at times of their own: each group of measures with the same window is a table of
 * one line a row, joined back by `_aw_row`.
 */
import { type Dialect, type SqlNode, sqlCall, sqlColumn, sqlDouble } from "../../core/sql/index.ts";
import { type EventColumns, measureColumns, placeOf } from "./event-columns.ts";
import { GeneralGroup, type Member } from "./general-group.ts";
import { emptyMeasure, type Measure } from "./measure.ts";
import type { MeasureColumns } from "./measure-sql.ts";
import { durationWay } from "./sliding-sql.ts";

/** A table of measures: its SQL over the events, and the columns that hold the measures. */
export interface General {
  readonly name: string;
  readonly sql: (events: string) => string;
}

/** Measures of one key share a table. */
function groupKey({ kind, window, where, visibility }: Measure, { value }: MeasureColumns): string {
  const way = window.kind === "duration" ? durationWay(kind, value) : null;
  return JSON.stringify([window, window.kind === "last" ? where : null, visibility, way]);
}

/** Collects measures into tables and says which column stands for each. */
export class GeneralTables {
  readonly #groups = new Map<string, Member[]>();
  readonly #columns: EventColumns;
  readonly #dialect: Dialect;
  #count = 0;

  constructor(columns: EventColumns, dialect: Dialect) {
    this.#columns = columns;
    this.#dialect = dialect;
  }

  /** The column that holds `measure` once the tables are joined to the rows. */
  add(measure: Measure): SqlNode {
    const read = measureColumns(measure, this.#columns);
    const key = groupKey(measure, read);
    const members = this.#groups.get(key) ?? [];
    this.#groups.set(key, members);
    const name = `_aw_general_${this.#count}`;
    this.#count += 1;
    placeOf(this.#columns);
    members.push({ measure, read, name });
    const result = sqlColumn(name);
    return emptyMeasure(measure.kind) === 0 ? sqlCall("coalesce", result, sqlDouble(0)) : result;
  }

  tables(): General[] {
    return [...this.#groups.values()].map((members, index) => ({
      name: `_aw_table_${index}`,
      sql: (events) => new GeneralGroup(members, this.#columns, this.#dialect).select(events),
    }));
  }
}
