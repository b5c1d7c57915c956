import type { MonitorRound } from "../../pipeline/monitor-round.ts";
import { formatBound, formatReading, stateWord } from "./alert-words.ts";
import { formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";

/** A round as a line, and one for each thing that happened or could not be measured. */
export function renderRound(
  { to, version, readings, changed, failures }: MonitorRound,
  { paint }: Canvas,
): string {
  const blind = readings.filter(({ reading }) => reading.value === null).length;
  const without = blind === 0 ? "" : `, ${blind} of them without data`;
  return [
    `${formatTime(to).slice(0, 16)}  version ${version}: ${readings.length} readings${without}`,
    ...changed.map(({ alert }) => {
      const { style, word } = stateWord(alert.state);
      const name = alert.subject === "" ? alert.monitor : `${alert.monitor}, ${alert.subject}`;
      const { latest } = alert.state;
      const value = latest === null ? "" : `: ${formatReading(latest, alert.declared)}`;
      return `  ${alert.id}  ${paint(style, word)}  ${name} ${formatBound(alert.declared)}${value}`;
    }),
    ...failures.map(
      ({ monitor, why }) => `  ${paint("warn", "!")} ${monitor ?? "the roll-up"} cannot be measured: ${why}`,
    ),
    "",
  ].join("\n");
}
