import { formatSignificant } from "../../core/format.ts";

/** The names of the slices between ascending `edges` of a number column, from the lowest, and that of rows without a value. */
export function binNames(column: string, edges: readonly number[]): string[] {
  const shown = edges.map((edge) => formatSignificant(edge));
  return [
    `${column} < ${shown[0]}`,
    ...shown.slice(1).map((edge, index) => `${shown[index]} ≤ ${column} < ${edge}`),
    `${column} ≥ ${shown.at(-1)}`,
    `${column} = (missing)`,
  ];
}
