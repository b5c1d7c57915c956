import type { Retained } from "../../pipeline/retain.ts";
import { formatCount } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

const dayMs = 86_400_000;

/** What went of each table, or would go, and what is held back. */
export function renderRetained({ isDryRun, tables }: Retained, canvas: Canvas): string {
  const columns = [
    { title: "table" },
    { title: "kept for" },
    { title: isDryRun ? "would go" : "gone", align: "right" },
    { title: "held back", flexible: true },
  ] as const;
  const rows = tables.map(({ table, keptMs, rows: count, heldBack }) => [
    table,
    keptMs === null ? "ever" : `${formatCount(Math.round((keptMs / dayMs) * 100) / 100)} days`,
    count === 0 ? canvas.paint("faint", "0") : formatCount(count),
    heldBack ?? "",
  ]);
  const title = isDryRun ? "Nothing was changed; this would go now" : "Older than the config keeps it";
  return `${title}\n\n${renderTable(columns, rows, canvas)}\n`;
}
