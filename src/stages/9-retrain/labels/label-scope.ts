/** Which labels are meant: those of a source, of a span of time in which they were reported, or both. */
import { ownSources } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import { quoteText } from "../../../io/engine.ts";

/** What is absent is not asked. */
export interface LabelScope {
  /** "" is the labels whose source has no name. */
  readonly source?: string;
  /** When they were reported: [from, to), epoch milliseconds. */
  readonly reported?: Span;
  /** When what they are about happened. */
  readonly happened?: Span;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The source of labels that recorded events carry themselves, and that of the labels of the source's own rows. */
export const [carriedSource, sourceRows] = ownSources;

/** As a person writes the source without a name. */
export const unnamedSource = "(unnamed)";

/**
 * Reads `all`, `<source>`, `<from>..<to>` (when they were reported, ISO 8601, UTC, the end is not in it) or
 * `<source>@<from>..<to>`. OPTION_INVALID where it is none of these.
 */
export function parseLabelScope(text: string): LabelScope {
  if (text === "all") return {};
  if (text.trim() === "") throw notAScope(text);
  const span = /^(?:(?<source>.*)@)?(?<from>[\dT:.Z-]+)\.\.(?<to>[\dT:.Z-]+)$/.exec(text)?.groups;
  if (span === undefined) return { source: nameOf(text) };
  const reported = { from: Date.parse(span.from ?? ""), to: Date.parse(span.to ?? "") };
  if (!(reported.from < reported.to)) throw notAScope(text);
  return span.source === undefined ? { reported } : { source: nameOf(span.source), reported };
}

function notAScope(text: string): AirworthyError {
  return new AirworthyError(
    "OPTION_INVALID",
    `Cannot trust the labels '${text}': wanted all, a source, or two times of which the first is earlier, such as crm@2026-06-01..2026-06-03.`,
  );
}

function nameOf(text: string): string {
  return text === unnamedSource ? "" : text;
}

/** Whether every label of `inner` is one of `outer`. */
export function isWithin(inner: LabelScope, outer: LabelScope): boolean {
  const holds = (part: Span | undefined, whole: Span | undefined) =>
    whole === undefined || (part !== undefined && part.from >= whole.from && part.to <= whole.to);
  return (
    (outer.source === undefined || outer.source === inner.source) &&
    holds(inner.reported, outer.reported) &&
    holds(inner.happened, outer.happened)
  );
}

/** A condition on the columns `_aw_source`, `_aw_reported` and `_aw_happened` (epoch ms). */
export function scopeSql({ source, reported, happened }: LabelScope): string {
  const within = (column: string, span: Span | undefined) =>
    span === undefined ? [] : [`${column} >= ${span.from} AND ${column} < ${span.to}`];
  const parts = [
    ...(source === undefined ? [] : [`_aw_source = ${quoteText(source)}`]),
    ...within("_aw_reported", reported),
    ...within("_aw_happened", happened),
  ];
  return parts.length === 0 ? "TRUE" : `(${parts.join(" AND ")})`;
}

/** Rows of none of `scopes`. */
export function outsideSql(scopes: readonly LabelScope[]): string {
  return scopes.length === 0 ? "TRUE" : `NOT (${scopes.map(scopeSql).join(" OR ")})`;
}

/** "of 'crm', reported from 2026-06-01 to 2026-06-02", for people. */
export function describeScope({ source, reported, happened }: LabelScope): string {
  const spans = [
    ...(reported === undefined ? [] : [`reported from ${instants(reported)}`]),
    ...(happened === undefined ? [] : [`about what happened from ${instants(happened)}`]),
  ];
  return [sayers(source), ...spans].join(", ");
}

function sayers(source: string | undefined): string {
  if (source === undefined) return "of any source";
  if (source === carriedSource) return "that events carry";
  if (source === sourceRows) return "of the source's own rows";
  return source === "" ? "of no named source" : `of '${source}'`;
}

function instants({ from, to }: Span): string {
  const text = (at: number) => new Date(at).toISOString().replace(/T00:00:00\.000Z$|:00\.000Z$/, "");
  return `${text(from)} to ${text(to)}`;
}
