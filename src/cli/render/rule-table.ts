import type { RunResult } from "../../pipeline.ts";
import { formatCount, formatNumber } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** What was set aside on reading, and each cleaning rule with the rows that it met. */
export function renderRules({ collecting, cleaning }: RunResult, canvas: Canvas): string {
  const misfits = Object.entries(collecting.rejectedByColumn).map(([column, rows]) => [
    `does not fit ${column}`,
    "set aside",
    formatCount(rows),
    "",
  ]);
  const rules = cleaning.outcomes.map(({ rule, policy, rows, bounds }) => [
    rule,
    policy === "setAside" ? "set aside" : policy,
    formatCount(rows),
    bounds === null ? "" : `${formatNumber(bounds.low)} to ${formatNumber(bounds.high)}`,
  ]);
  const rows = [...misfits, ...rules];
  if (rows.length === 0) return canvas.paint("faint", "  none");
  const columns = [
    { title: "rule", atMost: 36 },
    { title: "policy" },
    { title: "rows", align: "right" },
    { title: "learned bounds" },
  ] as const;
  return renderTable(columns, rows, canvas);
}
