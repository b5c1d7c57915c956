/** The six weeks as one page that needs nothing else: its charts are drawn here, from what was measured. */
import { formatCount, formatDuration } from "../../../../src/cli/render/format.ts";
import { type Diary, eventsOf } from "../diary.ts";
import { momentsOf } from "../moments.ts";
import { sayDay, sayTime } from "../say-time.ts";
import type { Station } from "../stations.ts";
import { accuracyChart, accuracyKey } from "./accuracy-chart.ts";
import { driftChart, driftKey } from "./drift-chart.ts";
import { shareChart, shareKey } from "./share-chart.ts";
import { style } from "./style.ts";
import { type Content, element, type Markup, markupOf } from "./svg.ts";

/** The page as text. */
export function renderPage(diary: Diary, stations: readonly Station[]): string {
  const title = `${diary.model}: six weeks in production`;
  const body = element(
    "main",
    {},
    element("h1", {}, title),
    element("p", { class: "soft" }, summary(diary, stations)),
    part("Accuracy", ...accuracyChart(diary), accuracyKey(), momentList(diary)),
    part("Drift by feature", ...driftChart(diary), driftKey()),
    part("Who answered", ...shareChart(diary), shareKey(diary)),
    part("Stations", stationList(stations)),
  );
  const head = [
    `<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    markupOf(element("title", {}, title)),
    `<style>${style}</style>`,
  ].join("\n");
  return `<!doctype html>\n<html lang="en">\n<head>\n${head}\n</head>\n<body>\n${body.markup}\n</body>\n</html>\n`;
}

function part(title: string, ...content: readonly Content[]): Markup {
  return element("section", {}, element("h2", {}, title), ...content);
}

function summary(diary: Diary, stations: readonly Station[]): string {
  const watched = eventsOf(diary, "watched");
  const answers = watched.flatMap(({ answers }) => answers).reduce((sum, { count }) => sum + count, 0);
  const labels = watched.reduce((sum, look) => sum + look.labels, 0);
  const found = stations.filter(({ evidence }) => evidence !== null).length;
  return [
    `${sayDay(diary.from)} to ${sayDay(diary.to)}, simulated: ${formatCount(answers)} visits answered over HTTP,`,
    `${formatCount(labels)} labels, ${formatCount(watched.length)} looks of the monitors in ${formatDuration(diary.tookMs)}.`,
    `${found} of ${stations.length} stations were reached. Every number was measured in that run.`,
  ].join(" ");
}

function momentList(diary: Diary): Markup {
  const items = momentsOf(diary).map(({ at, kind, title }, index) =>
    element(
      "li",
      {},
      element("span", { class: `number ${kind}` }, String(index + 1)),
      element("div", {}, element("time", {}, sayTime(at)), title),
    ),
  );
  return element("ol", { class: "moments" }, items);
}

function stationList(stations: readonly Station[]): Markup {
  const items = stations.map(({ title, wanted, evidence }) =>
    element(
      "li",
      {},
      element("span", { class: evidence === null ? "no" : "yes" }, evidence === null ? "✗" : "✓"),
      element(
        "div",
        {},
        evidence === null ? "" : element("time", {}, sayTime(evidence.at)),
        element("strong", {}, title),
        evidence === null ? `did not happen; wanted ${wanted}` : evidence.text,
      ),
    ),
  );
  return element("ol", {}, items);
}
