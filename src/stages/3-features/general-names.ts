/** The columns of the events, and of the axis that they share with the rows, in tables of measures. */
import { type SqlNode, sqlColumn } from "../../core/sql/index.ts";

export const names = {
  entity: "_aw_entity",
  time: "_aw_s",
  visible: "_aw_v",
  seq: "_aw_place",
  axis: "_aw_axis",
} as const;

/** Of `e`. */
export const column = Object.fromEntries(
  Object.entries(names).map(([key, name]) => [key, sqlColumn(name, "e")]),
) as Record<keyof typeof names, SqlNode>;
