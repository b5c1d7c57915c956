/** What status tells of requests, quality, labels and drift. */
import { countOf } from "../../core/format.ts";
import { type Metric, metricTable } from "../../core/metric.ts";
import type { Status } from "../../pipeline/status.ts";
import type { Figure, QualitySummary } from "../../stages/8-monitor/index.ts";
import { formatCount, formatDuration, formatMetric, formatShare } from "./format.ts";
import type { StatusContext } from "./status-section.ts";
import { wrap } from "./style.ts";

/** With fewer labels a measured figure is shown, and said to be of few. */
const fewLabels = 30;
const shownDrifts = 4;

export function requestLines({ requests }: Status, { paint }: StatusContext): string[] {
  if (requests === null) return ["not known: no server has told of a request"];
  const { requests: all, failed } = requests;
  const share = formatShare(all === 0 ? 0 : failed / all);
  const told = `${countOf(all, "request")}, ${formatCount(failed)} failed (${share})`;
  return [failed === 0 ? told : paint("bad", told)];
}

export function latencyLines({ latency }: Status): string[] {
  if (latency === null) return ["not known: no server has told of a request"];
  const { p50Ms, p99Ms, maxMs } = latency;
  return [`p50 ${formatDuration(p50Ms)} · p99 ${formatDuration(p99Ms)} · longest ${formatDuration(maxMs)}`];
}

/** Measured, estimated and validated, for each of `metrics`; then the slice that fares worst. */
export function qualityLines(
  { quality, slices, validated, task }: Status,
  context: StatusContext,
  metrics: readonly Metric[],
): string[] {
  if (quality === null) return ["not known: nothing was predicted"];
  const lines = metrics.flatMap((metric) => {
    const { title } = metricTable[metric];
    const known = validated[metric];
    return [
      `${title}${known === undefined ? "" : `: ${formatMetric(metric, known.value)} when it was validated`}`,
      `  measured   ${measuredText(metric, quality, context)}`,
      ...(task === "regression" ? [] : estimatedLines(metric, quality)),
    ];
  });
  return [...lines, ...worstSlice(slices, metrics[0] ?? "accuracy")];
}

function measuredText(
  metric: Metric,
  { measured, labelled }: QualitySummary,
  { paint }: StatusContext,
): string {
  const figure = measured[metric];
  if (labelled === 0) return "none: no label has come yet";
  const on = `on ${countOf(labelled, "label")}`;
  if (figure === undefined) return `undefined ${on}`;
  const few = labelled < fewLabels ? paint("warn", ", too few to rely on") : "";
  return `${figureText(metric, figure)} ${on}${few}`;
}

function estimatedLines(metric: Metric, { estimated, predicted }: QualitySummary): string[] {
  const figure = estimated[metric];
  return figure === undefined
    ? []
    : [`  estimated  ${figureText(metric, figure)} from ${countOf(predicted, "score")}`];
}

function figureText(metric: Metric, { value, low, high }: Figure): string {
  const text = formatMetric(metric, value);
  return low === null || high === null
    ? text
    : `${text} (${formatMetric(metric, low)} to ${formatMetric(metric, high)})`;
}

/** Of the slices with enough labels. */
function worstSlice(slices: readonly QualitySummary[], metric: Metric): string[] {
  const sign = metricTable[metric].better === "higher" ? 1 : -1;
  const known = slices
    .filter(({ labelled, measured }) => labelled >= fewLabels && measured[metric] !== undefined)
    .toSorted(
      (one, other) => sign * ((one.measured[metric]?.value ?? 0) - (other.measured[metric]?.value ?? 0)),
    );
  const worst = known.length > 1 ? known[0] : undefined;
  const figure = worst?.measured[metric];
  if (worst === undefined || figure === undefined) return [];
  return [
    `worst slice: ${worst.slice}, ${figureText(metric, figure)} on ${countOf(worst.labelled, "label")}`,
  ];
}

export function coverageLines({ coverage }: Status): string[] {
  if (coverage === null) return ["not known: nothing was predicted"];
  const { predicted, labelled, due } = coverage;
  const of = (part: number, all: number) => `${formatCount(part)} of ${formatCount(all)}`;
  const all = `${formatShare(labelled / predicted)} of predictions have one (${of(labelled, predicted)})`;
  const early = predicted - due.predicted;
  if (early === 0) return [all];
  const ripe =
    due.predicted === 0
      ? "none is due yet"
      : `${formatShare(due.labelled / due.predicted)} of those due (${of(due.labelled, due.predicted)})`;
  return [all, `${ripe}; ${formatCount(early)} not due yet`];
}

export function driftLines({ drift }: Status, { paint, width }: StatusContext): string[] {
  if (drift === null) return ["not known: nothing was predicted"];
  const { counts, subjects, leastCount } = drift;
  const judged = counts.ok + counts.possible + counts.drift;
  if (judged === 0) return [`not enough data: wanted ${countOf(leastCount, "value")} of a column or feature`];
  const blind =
    counts.notEnoughData === 0 ? "" : `, ${formatCount(counts.notEnoughData)} without enough data`;
  const head = `${formatCount(counts.drift)} drifted, ${formatCount(counts.possible)} perhaps, ${formatCount(counts.ok)} as before${blind}`;
  const found = subjects.filter(({ sentence }) => sentence !== "");
  const told = found.slice(0, shownDrifts).flatMap(({ state, sentence }) => {
    const [first = "", ...more] = wrap(sentence, width - 14);
    const mark = state === "drift" ? paint("bad", "✗") : paint("warn", "?");
    return [`${mark} ${first}`, ...more.map((line) => `  ${line}`)];
  });
  const left = found.length - shownDrifts;
  return [head, ...told, ...(left > 0 ? [`  and ${formatCount(left)} more`] : [])];
}
