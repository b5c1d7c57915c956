import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { misfitReason } from "./cast.ts";
import { type ValueReader, valueReaders } from "./parse-value.ts";

/** An event with the declared columns, typed: timestamps are UTC microseconds, null is missing. */
export type Event = Readonly<Record<string, Value>>;

/** A value that does not fit its column. */
export interface Misfit {
  readonly column: string;
  /** Hidden where the column is personal data. */
  readonly value: string;
  readonly reason: string;
}

const readersByDefinition = new WeakMap<Definition, readonly (readonly [string, ValueReader])[]>();

/**
 * One JSON object as an event, with the meaning that collect gives a table: a column that is absent or null is
 * missing, others are ignored. INPUT_INVALID names each column and value that does not fit (`details.misfits`).
 */
export function parseEvent(definition: Definition, raw: unknown): Event {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new AirworthyError(
      "INPUT_INVALID",
      `Cannot read ${describe(raw)} as an event: wanted a JSON object with the columns.`,
    );
  }
  const misfits: Misfit[] = [];
  const event: Record<string, Value> = {};
  for (const [name, read] of readersOf(definition)) {
    const present = Object.hasOwn(raw, name) ? (raw as Record<string, unknown>)[name] : null;
    const value = present === null || present === undefined ? null : read(present);
    if (value === undefined) misfits.push(misfit(definition, name, present));
    event[name] = value ?? null;
  }
  if (misfits.length === 0) return event;
  const clauses = misfits.map(({ column, value, reason }) => `'${column}' is ${value}, ${reason}`);
  throw new AirworthyError("INPUT_INVALID", `Cannot read the event: ${clauses.join("; ")}.`, {
    details: { misfits },
  });
}

function readersOf(definition: Definition) {
  const known = readersByDefinition.get(definition);
  if (known !== undefined) return known;
  const readers = Object.entries(definition.events.columns).map(
    ([name, column]) => [name, valueReaders[column.kind](column)] as const,
  );
  readersByDefinition.set(definition, readers);
  return readers;
}

function misfit({ events }: Definition, name: string, value: unknown): Misfit {
  const column = events.columns[name] ?? { kind: "text" };
  return {
    column: name,
    value: column.pii === true ? "(hidden)" : describe(value),
    reason: misfitReason(column),
  };
}

const longestShown = 80;

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
