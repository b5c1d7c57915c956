/** The value that a rule with the policy clip or impute puts in place of the one it found. */
import type { Column } from "../../core/column.ts";
import type { Definition, Rule } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Value } from "../../core/expression/index.ts";
import { parseEvent } from "../1-collect/live.ts";
import type { Bounds } from "./limit.ts";

/** The least and the greatest value that a clip leaves; null where it has no such bound. */
export interface ClipBounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** The bounds of a clip: for whole numbers, whole. */
export function clipBounds({ check, name }: Rule, bounds: Bounds | null, column: Column): ClipBounds {
  if (check.kind !== "range" && check.kind !== "outlier") throw meaningless(name, "clips what has no bounds");
  const { low, high } =
    check.kind === "range" ? { low: check.min, high: check.max } : (bounds ?? { low: null, high: null });
  if (column.kind !== "integer") return { low, high };
  return { low: low === null ? null : Math.ceil(low), high: high === null ? null : Math.floor(high) };
}

/** What an impute puts in place, typed as its column: a time as microseconds. CONFIG_INVALID where it does not fit. */
export function imputedValue({ policy, check, name }: Rule, definition: Definition): Exclude<Value, null> {
  if (policy.kind !== "impute" || check.kind !== "missing")
    throw meaningless(name, "imputes what is not missing");
  const { column } = check;
  if (definition.events.columns[column]?.kind === "timestamp" && typeof policy.value === "number")
    return policy.value;
  try {
    const value = parseEvent(definition, { [column]: policy.value })[column];
    if (value !== null && value !== undefined) return value;
  } catch (cause) {
    if (!(cause instanceof AirworthyError)) throw cause;
  }
  throw meaningless(
    name,
    `imputes ${JSON.stringify(policy.value)}, which is no value of the column '${column}'`,
  );
}

/** CONFIG_INVALID: a rule that cannot mean anything. */
export function meaningless(rule: string, why: string): AirworthyError {
  return new AirworthyError("CONFIG_INVALID", `The rule '${rule}' has no meaning: it ${why}.`, {
    details: { rule },
  });
}
