/** Feature values that a server computed at the time, in place of those computed now: what a model was really given. */
import type { Definition } from "../../core/definition/index.ts";
import { quoteIdentifier } from "../../io/engine.ts";

export interface ServedValues {
  /** FROM item: `airworthy_event` VARCHAR (the event's id, unique) and a column for each of `names`. */
  readonly from: string;
  readonly names: readonly string[];
}

/** The query of the features with the served values in it; its rows keep their order. */
export function withServedValues(
  sql: string,
  { events }: Pick<Definition, "events">,
  { from, names }: ServedValues,
): string {
  if (events.id === null || names.length === 0) return sql;
  const values = names.map((name) => {
    const quoted = quoteIdentifier(name);
    return `CASE WHEN s.airworthy_event IS NULL THEN f.${quoted} ELSE s.${quoted} END AS ${quoted}`;
  });
  return `SELECT f.* EXCLUDE (_aw_place) REPLACE (${values.join(", ")})
    FROM (SELECT *, row_number() OVER () AS _aw_place FROM (${sql})) f
    LEFT JOIN ${from} s ON s.airworthy_event = CAST(f.${quoteIdentifier(events.id)} AS VARCHAR)
    ORDER BY f._aw_place`;
}
