import { formatCount } from "./format.ts";

interface LabelCounts {
  readonly rows: number;
  readonly matched: number;
  readonly repeated: number;
  readonly pending: number;
}

/** What became of the rows of a file or table of labels. */
export function renderLabelCounts({ rows, matched, repeated, pending }: LabelCounts): string {
  const parts = [
    `${formatCount(matched)} ${matched === 1 ? "label" : "labels"} taken`,
    `${formatCount(repeated)} known before`,
    `${formatCount(pending)} waiting for their prediction or event`,
  ];
  return `${rowsOf(rows)}: ${parts.join(", ")}.`;
}

/** `1 row`, `2,000 rows`. */
export function rowsOf(rows: number): string {
  return `${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`;
}
