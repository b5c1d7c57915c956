/** A trace of the log: who answered when, the trace itself, the past behind it and what became of it. */
import type { LoggedTrace, PastEvent } from "../../stages/7-serve/index.ts";
import { formatCount } from "./format.ts";
import { renderTrace, type TraceNotes } from "./render-trace.ts";
import { type Canvas, section } from "./style.ts";
import { renderTable } from "./table.ts";

/** The text of `airworthy trace <prediction>`. */
export function renderLoggedTrace(logged: LoggedTrace, notes: TraceNotes, canvas: Canvas): string {
  const { prediction, trace, past, labels } = logged;
  const { id, eventId, receivedAt, isReproduced } = prediction;
  const about = eventId === null ? "" : ` about the event ${eventId}`;
  const same = isReproduced
    ? "The model says the same today."
    : canvas.paint("bad", "The model says something else today than it was logged to say.");
  return `${[
    `Prediction ${id}${about}, answered ${receivedAt}. ${same}`,
    renderTrace(trace, notes, canvas).trimEnd(),
    section(canvas, `Past: ${formatCount(past.events)} events before it`, renderPast(logged, canvas)),
    section(canvas, "Truth", renderLabels(labels)),
  ].join("\n\n")}\n`;
}

function renderPast({ past }: LoggedTrace, canvas: Canvas): string {
  const { columns, latest, events } = past;
  const removed =
    past.removedTo === null
      ? ""
      : `\n  older events, before ${past.removedTo}, were removed by age (retention.events)`;
  if (latest.length === 0) return `  none${removed}`;
  const table = renderTable(
    [{ title: "time" }, ...columns.map((title) => ({ title, atMost: 24 }))],
    latest.map((event) => [event.time, ...cells(event, columns)]),
    canvas,
  );
  return events > latest.length
    ? `${table}\n  and ${formatCount(events - latest.length)} earlier ones${removed}`
    : `${table}${removed}`;
}

function cells({ values }: PastEvent, columns: readonly string[]): string[] {
  if (values === null) return columns.map((_, index) => (index === 0 ? "refused by the rules" : ""));
  return columns.map((name) => (values[name] === null ? "–" : String(values[name])));
}

function renderLabels(labels: LoggedTrace["labels"]): string {
  if (labels.length === 0) return "  nobody reported it yet";
  return labels
    .map(
      ({ label, isWithdrawn, receivedAt, source }, index) =>
        `  ${isWithdrawn ? "taken back" : String(label)}, reported ${receivedAt}${source === "" ? "" : ` by ${source}`}${index === 0 ? "" : " (replaced)"}`,
    )
    .join("\n");
}
