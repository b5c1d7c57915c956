import type { StageSummary } from "../../core/progress.ts";
import { formatDuration, formatShape } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** The way of the data: one line a stage. */
export function renderStages(stages: readonly StageSummary[], canvas: Canvas): string {
  const rows = stages.map((summary) => [
    summary.stage,
    formatShape(summary.rowsIn, summary.columnsIn),
    formatShape(summary.rowsOut, summary.columnsOut),
    summary.reused ? `reused: ${summary.note}` : summary.note,
    formatDuration(summary.durationMs),
  ]);
  const columns = [
    { title: "stage" },
    { title: "rows × columns in", align: "right" },
    { title: "out", align: "right" },
    { title: "what happened", flexible: true },
    { title: "time", align: "right" },
  ] as const;
  return renderTable(columns, rows, canvas);
}
