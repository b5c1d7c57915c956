/**
 * Distinct values without count(DISTINCT) OVER, which Spark lacks. On an axis (time, or the place among the events)
 * an event counts at x where x lies in [axis + lag, axis + reach]. A value that comes again before it has run out
 * continues; so the distinct values at x are the events that continue none, up to x − lag, less those that ran out
 * before their value came again, up to x − reach − 1.
 */
import {
  type SqlNode,
  sqlAggregate,
  sqlBigint,
  sqlCall,
  sqlOnly,
  type WindowSpec,
} from "../../core/sql/index.ts";
import type { Layers } from "./layers.ts";

export interface DistinctOptions {
  readonly layers: Layers;
  /** The partition of the events that count among each other. */
  readonly partitionBy: readonly SqlNode[];
  /** A BIGINT. */
  readonly axis: SqlNode;
  /** Orders the events beyond the axis. */
  readonly order: readonly SqlNode[];
  readonly value: SqlNode;
  readonly lag: number;
  /** Null where an event counts for ever. */
  readonly reach: number | null;
  /** How far below the current x to look: the window that ends `preceding` before it. */
  readonly upTo: (preceding: number) => WindowSpec;
}

/** The number of different values that count, as DOUBLE. */
export function distinctSql(options: DistinctOptions): SqlNode {
  const { layers, partitionBy, axis, order, value, lag, reach, upTo } = options;
  const spec: WindowSpec = {
    partitionBy: [...partitionBy, value],
    orderBy: [axis, ...order],
    frame: { kind: "whole" },
  };
  const present = sqlCall("isNotNull", value);
  const one = sqlBigint(1);
  if (reach === null) {
    const first = sqlCall("equals", layers.define("occurrence", sqlAggregate("rowNumber", [], spec)), one);
    return total(sqlOnly(sqlCall("and", present, first), one), upTo(lag));
  }
  const longest = sqlBigint(reach + 1 - lag);
  const before = layers.define("before", sqlAggregate("lag", [axis], spec));
  const after = layers.define("after", sqlAggregate("lead", [axis], spec));
  const gapTo = (left: SqlNode, right: SqlNode): SqlNode =>
    sqlCall("gt", sqlCall("minus", right, left), longest);
  const starts = sqlCall("or", sqlCall("isNull", before), gapTo(before, axis));
  const ends = sqlCall("or", sqlCall("isNull", after), gapTo(axis, after));
  return sqlCall(
    "minus",
    total(sqlOnly(sqlCall("and", present, starts), one), upTo(lag)),
    total(sqlOnly(sqlCall("and", present, ends), one), upTo(reach + 1)),
  );
}

function total(value: SqlNode, window: WindowSpec): SqlNode {
  return sqlCall("toDouble", sqlAggregate("count", [value], window));
}
