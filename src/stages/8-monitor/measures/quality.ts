/** Metrics of the labels that have come, metrics that the scores promise, and how many labels have come. */
import type { Metric } from "../../../core/metric.ts";
import type { MonitorKind, Reading } from "../../../core/monitor/index.ts";
import type { WindowOf, WindowProfile } from "../../../core/profile/index.ts";
import type { QualityWindow } from "../../../core/profile/quality-window.ts";
import { wilsonInterval } from "../../../core/statistics/interval.ts";
import { estimateQuality, type Figures, measureQuality } from "../quality/index.ts";
import { about, type Measure, nothing } from "./measure.ts";

/** A metric by slice; of the whole where the monitor names none. */
export const measureMetric: Measure<"quality"> = async ({ monitor, window, profiles }) =>
  readingsOf(monitor, window, await profiles(), {
    figures: measureQuality,
    metric: monitor.metric,
    countOf: ({ labelled }) => labelled,
    why: "no prediction of the window has a label yet",
  });

/** The accuracy that calibrated scores promise. */
export const measureEstimate: Measure<"estimatedAccuracy"> = async ({ monitor, window, profiles }) =>
  readingsOf(monitor, window, await profiles(), {
    figures: estimateQuality,
    metric: "accuracy",
    countOf: ({ predicted }) => predicted,
    why: "no prediction of the window has a score",
  });

/** The share of predictions whose label has come, with Wilson's interval. */
export const measureCoverage: Measure<"labelCoverage"> = async ({ monitor, window, profiles }) => {
  const [whole] = slicesOf(await profiles(), null);
  if (whole === undefined || whole.predicted === 0)
    return [nothing(monitor, window, { why: "there was no prediction in the window" })];
  const share = wilsonInterval(whole.labelled, whole.predicted);
  return [{ ...about(monitor, window), count: whole.predicted, ...share }];
};

interface FigureOptions {
  readonly figures: (window: QualityWindow) => Figures;
  readonly metric: Metric;
  readonly countOf: (window: QualityWindow) => number;
  readonly why: string;
}

function readingsOf(
  monitor: { readonly kind: MonitorKind; readonly slice: string | null },
  window: WindowOf,
  profiles: readonly WindowProfile[],
  { figures, metric, countOf, why }: FigureOptions,
): Reading[] {
  const slices = slicesOf(profiles, monitor.slice);
  if (slices.length === 0)
    return [nothing(monitor, window, { why: "there was no prediction in the window" })];
  return slices.map((slice) => {
    const count = countOf(slice);
    const figure = figures(slice)[metric];
    if (figure !== undefined) return { ...about(monitor, window, slice.name), count, ...figure };
    const reason = count === 0 ? why : `${metric} is undefined on what the window holds`;
    return nothing(monitor, window, { subject: slice.name, count, why: reason });
  });
}

/** The quality of the whole, or of every slice of the column `slice`. */
export function slicesOf(profiles: readonly WindowProfile[], slice: string | null): QualityWindow[] {
  return profiles
    .filter((profile) => profile.kind === "quality")
    .filter(({ name }) => (slice === null ? name === "" : isSliceOf(name, slice)));
}

/** Slices are named "device = phone", "clicks < 3", "3 ≤ clicks < 9", "clicks ≥ 9". */
function isSliceOf(name: string, column: string): boolean {
  return (
    [" = ", " < ", " ≥ "].some((sign) => name.startsWith(`${column}${sign}`)) ||
    name.includes(` ≤ ${column} < `)
  );
}
