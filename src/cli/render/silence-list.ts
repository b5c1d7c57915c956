import type { Silence } from "../../io/store/index.ts";
import { formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

const columns = [
  { title: "silence" },
  { title: "of", flexible: true },
  { title: "until" },
  { title: "by", atMost: 20 },
  { title: "why", flexible: true },
] as const;

/** The silences that are on; the first letters of an id are enough to end one. */
export function renderSilences(silences: readonly Silence[], canvas: Canvas): string {
  if (silences.length === 0) return "No silence is on: people are told of every alert.\n";
  const rows = silences.map(({ id, alertId, monitor, endsAt, who, note }) => [
    id.slice(0, 8),
    monitor ?? `alert ${alertId}`,
    formatTime(endsAt),
    who,
    note,
  ]);
  return `${renderTable(columns, rows, canvas)}\n`;
}
