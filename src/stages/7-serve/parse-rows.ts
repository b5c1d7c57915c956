/** Raw rows from outside as typed, clean events; what does not fit is reported, never guessed. */
import { AirworthyError } from "../../core/error.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { type Event, type Misfit, parseEvent } from "../1-collect/live.ts";
import { cleanEvent } from "../2-clean/live.ts";
import type { Manifest } from "../6-package/index.ts";
import { type ServingDefinition, servingDefinition } from "./serving-definition.ts";

/** A raw event as it comes from outside; it may carry features too, which are then taken as they are. */
export type RawRow = Readonly<Record<string, unknown>>;

/** What is wrong with a row. */
export interface RowFault {
  readonly field: string | null;
  /** The cleaning rule, or what was wanted of the value. */
  readonly rule: string;
  /** The value as text; hidden where the column is personal data. */
  readonly value: string | null;
}

/** A row that was not predicted, or a value of it that does not fit. */
export interface RejectedRow extends RowFault {
  /** 1-based place among the given rows. */
  readonly row: number;
}

/** Rows that carry the same features, and so are read by the same definition. */
export interface RowGroup {
  readonly serving: ServingDefinition;
  readonly events: readonly { readonly row: number; readonly event: Event }[];
}

export interface ParsedRows {
  readonly groups: readonly RowGroup[];
  readonly rejected: readonly RejectedRow[];
}

export interface ParseRowsOptions {
  readonly manifest: Manifest;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Parses and cleans rows by the rules of training; each is in one group or rejected. */
export function parseRows(rows: readonly RawRow[], { manifest, now }: ParseRowsOptions): ParsedRows {
  const groups = new Map<string, { serving: ServingDefinition; events: { row: number; event: Event }[] }>();
  const rejected: RejectedRow[] = [];
  const features = manifest.definition.features.map(({ name }) => name);
  rows.forEach((raw, index) => {
    const given = features.filter(
      (name) => isObject(raw) && Object.hasOwn(raw, name) && raw[name] !== undefined,
    );
    const key = JSON.stringify(given);
    const group = groups.get(key) ?? { serving: servingDefinition(manifest, new Set(given)), events: [] };
    groups.set(key, group);
    const read = readRow(raw, { serving: group.serving, now });
    if ("event" in read) group.events.push({ row: index + 1, event: read.event });
    else rejected.push(...read.faults.map((fault) => ({ row: index + 1, ...fault })));
  });
  return { groups: [...groups.values()].filter(({ events }) => events.length > 0), rejected };
}

export interface ReadRowOptions {
  readonly serving: ServingDefinition;
  /** Epoch milliseconds. */
  readonly now: number;
  /** It was taken once, maybe by a version with other columns: what its fields are called is no fault any more. */
  readonly isLogged?: boolean;
}

/** One row parsed and cleaned, or all that is wrong with it. */
export function readRow(
  raw: unknown,
  { serving, now, isLogged = false }: ReadRowOptions,
): { readonly event: Event } | { readonly faults: readonly RowFault[] } {
  const { definition, outcomes } = serving;
  const unknown = isObject(raw) && !isLogged ? misspelt(raw, definition.events.columns) : [];
  if (unknown.length > 0) return { faults: unknown };
  let event: Event;
  try {
    event = parseEvent(definition, raw);
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "INPUT_INVALID") throw cause;
    const misfits = (cause.details.misfits ?? []) as readonly Misfit[];
    if (misfits.length === 0) return { faults: [{ field: null, rule: cause.message, value: null }] };
    return { faults: misfits.map(({ column, value, reason }) => ({ field: column, rule: reason, value })) };
  }
  const cleaned = cleanEvent(definition, outcomes, event, { now, outcomesKnown: false });
  if ("event" in cleaned) return cleaned;
  const { check, name } = cleaned.rejectedBy;
  const field = "column" in check ? check.column : null;
  return { faults: [{ field, rule: name, value: field === null ? null : shown(serving, field, event) }] };
}

/** Fields that no column has, where a column that the row lacks has nearly their name. */
function misspelt(raw: RawRow, columns: Readonly<Record<string, unknown>>): RowFault[] {
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(columns, name));
  if (unknown.length === 0) return [];
  const absent = Object.keys(columns).filter((name) => !Object.hasOwn(raw, name));
  return unknown.flatMap((name) => {
    const nearest = nearestName(name, absent);
    return nearest === null
      ? []
      : [{ field: name, rule: `no such column; did you mean '${nearest}'?`, value: null }];
  });
}

function shown({ definition }: ServingDefinition, field: string, event: Event): string | null {
  const value = event[field] ?? null;
  if (value === null) return null;
  return definition.events.columns[field]?.pii === true ? "(hidden)" : String(value);
}

function isObject(value: unknown): value is RawRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
