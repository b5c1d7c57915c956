import { formatSpan } from "../../core/format.ts";
import type { ListedAlert } from "../../pipeline/list-alerts.ts";
import { formatBound, formatMeasured, stateWord } from "./alert-words.ts";
import { formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

const columns = [
  { title: "alert" },
  { title: "state" },
  { title: "sev." },
  { title: "what", flexible: true },
  { title: "now", align: "right" },
  { title: "worst", align: "right" },
  { title: "for", align: "right" },
] as const;

/** The alerts as a table, as they come, and a line about those that are left out. */
export function renderAlertList(
  alerts: readonly ListedAlert[],
  canvas: Canvas,
  { now, left }: { readonly now: number; readonly left: number },
): string {
  const quiet = left === 0 ? "" : `${left} ${left === 1 ? "alert is" : "alerts are"} ok; --all shows them.\n`;
  if (alerts.length === 0)
    return left === 0
      ? "No alerts: no monitor has looked yet, or none is declared.\n"
      : `All is well: ${quiet}`;
  const { paint } = canvas;
  const rows = alerts.map((alert) => {
    const { style, word } = stateWord(alert);
    const { declared, latest, worst, since } = alert;
    const name = alert.subject === "" ? alert.monitor : `${alert.monitor}, ${alert.subject}`;
    return [
      alert.id,
      paint(style, word),
      declared.severity,
      `${name} ${formatBound(declared)}`,
      formatMeasured(latest?.value ?? null, declared),
      alert.breaches === 0 ? "–" : formatMeasured(worst, declared),
      since === null ? "–" : formatSpan(Math.max(0, now - since)),
    ];
  });
  const remarks = alerts.flatMap((alert) => remarksOn(alert).map((remark) => `  ${alert.id}  ${remark}`));
  return [
    renderTable(columns, rows, canvas),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...(quiet === "" ? [] : ["", `  ${quiet.trimEnd()}`]),
    "",
  ].join("\n");
}

function remarksOn({ phase, condition, noData, acknowledged, silencedUntil }: ListedAlert): string[] {
  return [
    ...(phase === "firing" && condition === "over"
      ? ["the condition is over; nobody has acknowledged it"]
      : []),
    ...(phase === "acknowledged" && acknowledged !== null
      ? [`acknowledged by ${acknowledged.who}: ${acknowledged.note}`]
      : []),
    ...(noData === null ? [] : [`no data: ${noData.why}`]),
    ...(silencedUntil === null ? [] : [`silenced until ${formatTime(silencedUntil)}`]),
  ];
}
