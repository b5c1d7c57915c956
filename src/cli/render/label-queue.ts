/** Predictions worth a label, and labels on which sources differ, as a person reads them. */
import type { ContradictionPage } from "../../pipeline/labelling.ts";
import type { LabellingQueue } from "../../stages/8-monitor/index.ts";
import { formatCount, formatTime } from "./format.ts";
import { type Canvas, flow } from "./style.ts";
import { renderTable } from "./table.ts";

/** What `airworthy feedback queue` prints. */
export function renderQueue(queue: LabellingQueue, canvas: Canvas): string {
  const { items, looked, waiting, version, from } = queue;
  const about = `Of ${formatCount(looked)} predictions of version ${version} since ${formatTime(from)}, ${formatCount(waiting)} have no label.`;
  if (items.length === 0) return flow(`${about} There is nothing to label.\n`, canvas);
  const columns = [
    { title: "prediction" },
    { title: "had at" },
    { title: "answer", atMost: 12 },
    { title: "why", flexible: true },
  ] as const;
  const rows = items.map(({ predictionId, at, prediction, probability, reason, why }) => [
    predictionId,
    formatTime(at).slice(5, 16),
    probability === null ? prediction : `${prediction} ${probability.toFixed(2)}`,
    `${canvas.paint("accent", reason)}: ${why}`,
  ]);
  const next =
    "  npx airworthy trace <prediction>\n  POST /feedback {prediction_id, label} or {prediction_id, skip: true}";
  return `${flow(about, canvas)}\n\n${renderTable(columns, rows, canvas)}\n\n${canvas.paint("faint", next)}\n`;
}

/** What `airworthy feedback contradictions` prints. */
export function renderContradictions({ contradictions: found }: ContradictionPage, canvas: Canvas): string {
  if (found.length === 0) return "No sources differ on a label.\n";
  const columns = [
    { title: "prediction or event" },
    { title: "answer", atMost: 20 },
    { title: "holds", atMost: 20 },
    { title: "said", flexible: true },
  ] as const;
  const rows = found.map(({ predictionId, eventId, prediction, holds, said }) => [
    predictionId ?? eventId ?? "",
    prediction === null ? "" : String(prediction),
    String(holds),
    said
      .map(({ source, label, at }) => `${source === "" ? "(unnamed)" : source}: ${label} (${formatTime(at)})`)
      .join("; "),
  ]);
  const next = '  npx airworthy feedback settle <prediction or event> --label <label> --note "why"';
  return `${renderTable(columns, rows, canvas)}\n\n${canvas.paint("faint", next)}\n`;
}
