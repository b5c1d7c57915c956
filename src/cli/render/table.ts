/** A table in text: columns as wide as their cells, the last or a marked one taking what is left of the line. */
import { type Canvas, cut, pad, visibleWidth, wrap } from "./style.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Takes the rest of the line, its cells broken into several lines. At most one. */
  readonly flexible?: boolean;
  /** Cells are cut to this many characters. */
  readonly atMost?: number;
}

export interface TableOptions extends Canvas {
  readonly indent?: number;
}

const gap = 2;

/** The lines of a table: titles, a rule, and one or more lines a row. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string {
  const { paint, width, indent = 2 } = options;
  const cells = rows.map((row) => row.map((cell, index) => cutCell(cell, columns[index]?.atMost)));
  const widths = columnWidths(columns, cells, width - indent);
  const line = (parts: readonly string[]) =>
    " ".repeat(indent) +
    parts
      .map((part, index) => pad(part, widths[index] ?? 0, columns[index]?.align))
      .join(" ".repeat(gap))
      .trimEnd();
  const titles = line(columns.map(({ title }) => title));
  const total = widths.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1);
  return [
    paint("faint", titles),
    paint("faint", " ".repeat(indent) + "─".repeat(total)),
    ...cells.flatMap((row) => brokenRow(row, widths, columns).map(line)),
  ].join("\n");
}

function cutCell(cell: string, atMost: number | undefined): string {
  return atMost === undefined || visibleWidth(cell) <= atMost ? cell : cut(cell, atMost);
}

function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const natural = columns.map(({ title }, index) =>
    Math.max(visibleWidth(title), ...rows.map((row) => visibleWidth(row[index] ?? ""))),
  );
  const flexible = columns.findIndex((column) => column.flexible === true);
  const others = natural.reduce((sum, each, index) => (index === flexible ? sum : sum + each), 0);
  const left = width - others - gap * (columns.length - 1);
  return natural.map((each, index) =>
    index === flexible ? Math.max(Math.min(each, 12), Math.min(each, left)) : each,
  );
}

function brokenRow(
  row: readonly string[],
  widths: readonly number[],
  columns: readonly TableColumn[],
): string[][] {
  const broken = row.map((cell, index) =>
    columns[index]?.flexible === true ? wrap(cell, widths[index] ?? 0) : [cell],
  );
  const height = Math.max(...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => broken.map((lines) => lines[index] ?? ""));
}
