import type { Definition, Rule } from "../../core/definition/index.ts";
import { walk } from "../../core/expression/index.ts";
import type { Bounds } from "./limit.ts";

export interface RuleOutcome {
  readonly rule: string;
  readonly policy: string;
  /** Rows dropped, set aside, clipped or imputed. */
  readonly rows: number;
  /** Bounds learned from the table by an outlier rule; null where its values have no spread. Serving applies them. */
  readonly bounds: Bounds | null;
}

/** The columns that a rule reads. */
export function columnsRead({ check }: Rule, { events }: Definition): string[] {
  if (check.kind === "duplicate") return events.id === null ? [] : [events.id];
  if (check.kind !== "condition") return [check.column];
  return [
    ...new Set([...walk(check.condition)].flatMap((node) => (node.kind === "column" ? [node.column] : []))),
  ];
}
