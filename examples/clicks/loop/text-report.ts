/** The six weeks as a person reads them in a terminal. */
import { formatCount, formatDuration } from "../../../src/cli/render/format.ts";
import { type Canvas, canvas, type RenderOptions, section, wrap } from "../../../src/cli/render/style.ts";
import { type Diary, eventsOf } from "./diary.ts";
import { sayDay, sayTime } from "./say-time.ts";
import type { Station } from "./stations.ts";
import { renderChart } from "./text-chart.ts";

/** The whole report, in lines of at most 80 characters unless told. */
export function renderText(diary: Diary, stations: readonly Station[], options: RenderOptions = {}): string {
  const on = canvas(options);
  const missing = stations.filter(({ evidence }) => evidence === null).length;
  const heading = `Stations: ${stations.length - missing} of ${stations.length}`;
  return `${[
    renderHead(diary, on),
    section(on, "Accuracy", renderChart(diary, on)),
    section(on, heading, stations.map((station) => renderStation(station, on)).join("\n")),
  ].join("\n\n")}\n`;
}

function renderHead(diary: Diary, { paint, width }: Canvas): string {
  const watched = eventsOf(diary, "watched");
  const answers = watched.flatMap(({ answers }) => answers.map(({ count }) => count));
  const labels = watched.reduce((sum, { labels }) => sum + labels, 0);
  const sum = answers.reduce((all, count) => all + count, 0);
  const title = `${diary.model}: six weeks, ${sayDay(diary.from)} to ${sayDay(diary.to)}`;
  const facts = `${formatCount(sum)} visits answered over HTTP and ${formatCount(labels)} labels told, in simulated time; the monitors looked ${formatCount(watched.length)} times. All of it took ${formatDuration(diary.tookMs)}.`;
  return [paint("title", title), ...wrap(facts, width - 2).map((line) => `  ${line}`)].join("\n");
}

/** Where the text of a station begins. */
const indent = 22;

function renderStation({ title, wanted, evidence }: Station, { paint, width }: Canvas): string {
  const mark = evidence === null ? paint("bad", "✗") : paint("good", "✓");
  const time = evidence === null ? "" : sayTime(evidence.at);
  const text = evidence?.text ?? `did not happen; wanted ${wanted}`;
  return [
    `  ${mark} ${paint("faint", time.padEnd(indent - 4))}${paint("title", title)}`,
    ...wrap(text, width - indent).map((line) => `${" ".repeat(indent)}${line}`),
  ].join("\n");
}
