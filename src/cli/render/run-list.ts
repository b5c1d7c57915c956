import type { RunRecord } from "../../io/store/index.ts";
import { formatDuration, formatTime } from "./format.ts";
import type { Canvas, StyleName } from "./style.ts";
import { renderTable } from "./table.ts";

export const statusWords: Readonly<
  Record<RunRecord["status"], { readonly style: StyleName; readonly word: string }>
> = {
  running: { style: "accent", word: "… running" },
  passed: { style: "good", word: "✓ passed" },
  failed: { style: "bad", word: "✗ failed" },
  error: { style: "bad", word: "✗ error" },
  cancelled: { style: "warn", word: "! cancelled" },
  interrupted: { style: "warn", word: "! interrupted" },
};

/** The runs as a table, as they come. */
export function renderRunList(records: readonly RunRecord[], canvas: Canvas): string {
  if (records.length === 0) return "No runs yet: start one with npx airworthy run.\n";
  const columns = [
    { title: "run" },
    { title: "pipeline", atMost: 16 },
    { title: "status" },
    { title: "started" },
    { title: "took", align: "right" },
    { title: "why", flexible: true },
  ] as const;
  const rows = records.map(({ id, name, status, startedAt, endedAt, error }) => [
    id,
    name,
    canvas.paint(statusWords[status].style, statusWords[status].word),
    formatTime(startedAt).slice(5, 16),
    endedAt === null ? "–" : formatDuration(endedAt - startedAt),
    error?.code ?? "",
  ]);
  const hasErrors = records.some(({ error }) => error !== null);
  const shown = hasErrors ? columns : columns.slice(0, -1);
  return `${renderTable(
    shown,
    rows.map((row) => row.slice(0, shown.length)),
    canvas,
  )}\n`;
}
