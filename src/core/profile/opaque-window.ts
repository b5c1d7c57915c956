import type { ValueWindow } from "./value-window.ts";

/** Personal data, keys and free text: how many, never which. */
export interface OpaqueWindow extends ValueWindow {
  readonly kind: "opaque";
}

export function mergeOpaque(one: OpaqueWindow, other: OpaqueWindow): OpaqueWindow {
  return { ...one, rows: one.rows + other.rows, missing: one.missing + other.missing };
}
