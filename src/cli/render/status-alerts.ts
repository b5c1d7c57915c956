import { isLoud, listedAlert, sortAlerts } from "../../pipeline/list-alerts.ts";
import type { Status } from "../../pipeline/status.ts";
import { formatBound, formatMeasured, stateWord } from "./alert-words.ts";
import { formatCount } from "./format.ts";
import type { StatusContext } from "./status-section.ts";

const shown = 5;

/** The alerts that are on, and those that cannot be judged; silences are told by `airworthy alerts`. */
export function alertLines({ alerts }: Status, { paint }: StatusContext): string[] {
  if (alerts.length === 0) return ["none: no monitor has looked yet, or none is declared"];
  const loud = sortAlerts(alerts.map((alert) => listedAlert(alert, []))).filter(isLoud);
  if (loud.length === 0) return [paint("good", `✓ none of ${formatCount(alerts.length)} is on`)];
  const lines = loud.slice(0, shown).map((alert) => {
    const { style, word } = stateWord(alert);
    const name = alert.subject === "" ? alert.monitor : `${alert.monitor}, ${alert.subject}`;
    const now = alert.latest === null ? "" : `, now ${formatMeasured(alert.latest.value, alert.declared)}`;
    return `${paint(style, word)}  ${alert.id}  ${name} ${formatBound(alert.declared)}${now}`;
  });
  const left = loud.length - shown;
  return [...lines, ...(left > 0 ? [`and ${formatCount(left)} more: airworthy alerts`] : [])];
}
