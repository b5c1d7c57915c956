import { countOf, formatSpan } from "../../core/format.ts";
import type { AlertHistoryEntry } from "../../io/store/index.ts";
import type { ListedAlert } from "../../pipeline/list-alerts.ts";
import { formatBound, formatReading, stateWord } from "./alert-words.ts";
import { formatCount, formatTime } from "./format.ts";
import { type Canvas, section, wrap } from "./style.ts";
import { renderTable } from "./table.ts";

export interface AlertPageOptions {
  readonly history: readonly AlertHistoryEntry[];
  readonly now: number;
}

/** One alert: what it watches, how it stands, what tripped it, and what has happened. */
export function renderAlertPage(
  alert: ListedAlert,
  { history, now }: AlertPageOptions,
  canvas: Canvas,
): string {
  const name = alert.subject === "" ? alert.monitor : `${alert.monitor}, ${alert.subject}`;
  return [
    `${canvas.paint("title", `${name} ${formatBound(alert.declared)}`)}  ${alert.id}`,
    ...facts(alert, now, canvas).flatMap(([word, text]) =>
      wrap(text, canvas.width - 15).map((part, at) => `  ${(at === 0 ? word : "").padEnd(12)} ${part}`),
    ),
    "",
    section(canvas, "What has happened", renderHistory(alert, history, canvas)),
    "",
    ...advice(alert),
  ].join("\n");
}

type Fact = readonly [word: string, text: string];

function facts(alert: ListedAlert, now: number, { paint }: Canvas): Fact[] {
  const { declared, since, latest, noData, acknowledged, silencedUntil, breaches, firings } = alert;
  const { style, word } = stateWord(alert);
  const ago =
    since === null ? "" : `, since ${formatTime(since)}, ${formatSpan(Math.max(0, now - since))} ago`;
  const wait = declared.forMs === 0 ? "" : `, for ${formatSpan(declared.forMs)}`;
  const compared = declared.strict ? "the bare value" : "the whole 95% interval, where there is one";
  return [
    ["state", `${paint(style, word)}${ago}`],
    ...when(alert.phase === "firing" && alert.condition === "over", [
      "condition",
      "over; latched until somebody acknowledges it",
    ]),
    ["rule", `${formatBound(declared)} over ${formatSpan(declared.overMs)}${wait}; compares ${compared}`],
    ...when(declared.resolveBound !== declared.bound, [
      "over again at",
      formatBound(declared, declared.resolveBound).replace(/^\w+ /, ""),
    ]),
    ...(latest === null
      ? []
      : [
          [
            "now",
            `${formatReading(latest, declared)} of ${formatCount(latest.count)}, ${windowOf(latest)}`,
          ] as const,
        ]),
    ...(noData === null
      ? []
      : [
          [
            "no data",
            `since ${formatTime(noData.since)}: ${noData.why}; neither cleared nor worse by it`,
          ] as const,
        ]),
    [
      "breaches",
      `${formatCount(breaches)} since it was last quiet; fired ${countOf(firings, "time")} in all`,
    ],
    ["severity", declared.severity],
    ...(declared.runbook === null ? [] : [["runbook", declared.runbook] as const]),
    ...(acknowledged === null
      ? []
      : [
          [
            "acknowledged",
            `by ${acknowledged.who}, ${formatTime(acknowledged.at)}: ${acknowledged.note}`,
          ] as const,
        ]),
    ...(silencedUntil === null ? [] : [["silenced", `until ${formatTime(silencedUntil)}`] as const]),
  ];
}

const when = (holds: boolean, fact: Fact): Fact[] => (holds ? [fact] : []);

function windowOf({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${formatTime(from).slice(0, 16)} to ${formatTime(to).slice(0, 16)}`;
}

function renderHistory(
  { declared }: ListedAlert,
  history: readonly AlertHistoryEntry[],
  canvas: Canvas,
): string {
  if (history.length === 0) return canvas.paint("faint", "  nothing yet");
  const columns = [
    { title: "when" },
    { title: "what" },
    { title: "value" },
    { title: "of", align: "right" },
    { title: "note", flexible: true },
  ] as const;
  const rows = history.map(({ at, change, reading, who, note }) => [
    formatTime(at).slice(0, 16),
    change,
    reading === null ? "" : formatReading(reading, declared),
    reading === null ? "" : formatCount(reading.count),
    who === null ? (reading?.value === null ? (reading.why ?? "") : "") : `${who}: ${note ?? ""}`,
  ]);
  return renderTable(columns, rows, canvas);
}

function advice({ id, phase }: ListedAlert): string[] {
  if (phase !== "firing") return [];
  return [`  npx airworthy alerts ack ${id} --note "…"   when you have seen to it`, ""];
}
