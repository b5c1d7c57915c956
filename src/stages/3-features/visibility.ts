/** From when on an event counts in an aggregate: DESIGN §4's two clocks. */
import type { EventsDefinition } from "../../core/definition/index.ts";
import { type AggregateNode, walk } from "../../core/expression/index.ts";
import { type SqlNode, sqlBigint, sqlCall, sqlColumn } from "../../core/sql/index.ts";

/**
 * lag: an event is visible exactly `micros` after it happened (1 where it is known at its own time, for strictly
 * earlier events alone count). known: from the latest of its known time and, for outcomes, the time when they were
 * known; these come from columns.
 */
export type Visibility =
  | { readonly kind: "lag"; readonly micros: number }
  | { readonly kind: "known"; readonly outcome: boolean };

/** The columns that are known only after their event. */
export function outcomeColumns({ columns, label }: EventsDefinition): ReadonlySet<string> {
  const declared = Object.entries(columns).filter(([, { outcome }]) => outcome === true);
  return new Set([label.column, ...declared.map(([name]) => name)]);
}

function readsOutcome(node: AggregateNode, outcomes: ReadonlySet<string>): boolean {
  return [...walk(node)].some((inner) => inner.kind === "column" && outcomes.has(inner.column));
}

/** The visibility of the events that `node` aggregates. */
export function visibilityOf(node: AggregateNode, events: EventsDefinition): Visibility {
  const outcome = readsOutcome(node, outcomeColumns(events));
  const fromColumn = events.known !== null || (outcome && events.label.knownColumn !== null);
  if (fromColumn) return { kind: "known", outcome };
  return { kind: "lag", micros: outcome ? Math.max(1, events.label.maturesAfterMicros) : 1 };
}

function microsOf(column: string): SqlNode {
  return sqlCall("microsOf", sqlColumn(column));
}

/** The later of two instants; null where one is. */
function laterOf(left: SqlNode, right: SqlNode): SqlNode {
  const branches = [
    [sqlCall("gte", left, right), left],
    [sqlCall("lt", left, right), right],
  ] as const;
  return { kind: "case", branches, otherwise: null };
}

/** The instant from which on an event counts, BIGINT microseconds; null where it never does. */
export function visibleFromSql({ time, known, label }: EventsDefinition, outcome: boolean): SqlNode {
  const after = (gap: number): SqlNode => sqlCall("plus", microsOf(time), sqlBigint(gap));
  const labelKnown =
    label.knownColumn === null ? after(label.maturesAfterMicros) : microsOf(label.knownColumn);
  return [after(1), ...(known === null ? [] : [microsOf(known)]), ...(outcome ? [labelKnown] : [])].reduce(
    laterOf,
  );
}
