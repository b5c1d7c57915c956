/** A raw event on its way in: parsed, cleaned, and with the keys by which the log knows it. */
import { readValue, type Value } from "../../../core/expression/index.ts";
import { findKeyProblem, type Key } from "../../../io/event-log/index.ts";
import type { Event } from "../../1-collect/index.ts";
import type { EntityKey } from "../../3-features/index.ts";
import { type RawRow, type RowFault, readRow } from "../parse-rows.ts";
import type { LiveModel } from "./live-model.ts";

export interface LiveRow {
  /** Null where the definition has no event id, or the event none. */
  readonly id: Key | null;
  readonly entity: Key;
  /** The entity as features know it. */
  readonly key: EntityKey;
  /** Event time, epoch microseconds. */
  readonly time: number;
  readonly event: Event;
}

export interface LiveRowOptions {
  readonly model: LiveModel;
  /** Epoch milliseconds. */
  readonly now: number;
  /** It is in the log already. */
  readonly isLogged?: boolean;
}

/** `raw` as an event of the model, or all that is wrong with it. */
export function readLiveRow(
  raw: unknown,
  { model, now, isLogged = false }: LiveRowOptions,
): LiveRow | { readonly faults: readonly RowFault[] } {
  const { serving } = model;
  const read = readRow(raw, { serving, now, isLogged });
  if ("faults" in read) return read;
  const { event } = read;
  const { entity: entityColumn, id: idColumn, time: timeColumn } = serving.definition.events;
  const key = keyOf(event[entityColumn]);
  if (key === null) return missing(entityColumn);
  const time = event[timeColumn];
  if (typeof time !== "number") return missing(timeColumn);
  const idKey = idColumn === null ? null : keyOf(event[idColumn]);
  const [entity, id] = [String(key), idKey === null ? null : String(idKey)];
  const problem = findKeyProblem(entity);
  if (problem !== null) return unusable(entityColumn, problem);
  const idProblem = id === null ? null : findKeyProblem(id);
  if (idProblem !== null) return unusable(idColumn, idProblem);
  return { id, entity, key, time, event };
}

/** Features that a row brings along: it cannot, for they are computed from what the log has. */
export function givenFeatures(raw: unknown, { model }: LiveRowOptions): readonly RowFault[] {
  const faults: RowFault[] = [];
  for (const { name } of model.serving.definition.features) {
    if (Object.hasOwn(raw as RawRow, name))
      faults.push({
        field: name,
        rule: "a feature is computed from recorded events, not taken from a row",
        value: null,
      });
  }
  return faults;
}

function keyOf(value: Value | undefined): EntityKey | null {
  const key = readValue(value);
  return typeof key === "boolean" ? String(key) : key;
}

function missing(field: string): { readonly faults: readonly RowFault[] } {
  return { faults: [{ field, rule: `missing ${field}`, value: null }] };
}

function unusable(field: string | null, problem: string): { readonly faults: readonly RowFault[] } {
  return { faults: [{ field, rule: `the key ${problem}`, value: "(hidden)" }] };
}
