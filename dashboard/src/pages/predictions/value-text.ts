import { formatNumber } from "../../parts/format.ts";

/** A value of a row as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  return typeof value === "number" ? formatNumber(value) : String(value);
}
