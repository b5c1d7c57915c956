/** The parts of a history as points of charts: pure, so that a figure on the page is one of the reply. */
import type { Figure, History, HistoryPart } from "../../api/schema.gen.ts";
import type { Point } from "../../parts/chart/chart-data.ts";

/** The middle of a part. */
function middle({ from, to }: HistoryPart): number {
  return (from + to) / 2;
}

/** Whether what happened in the part is known: the log was counted that far. */
function isKnown({ to }: HistoryPart, { countedTo }: History): boolean {
  return countedTo !== null && to <= countedTo;
}

function bandOf(figure: Figure | undefined): readonly [number, number] | null {
  return figure === undefined || figure.low === null || figure.high === null
    ? null
    : [figure.low, figure.high];
}

/** A metric as it was measured, and as it was estimated from the scores. */
export function qualityPoints({ parts }: History, metric: string): Point[] {
  return parts.map((part) => {
    const measured = part.quality?.measured[metric];
    const estimated = part.quality?.estimated[metric];
    return {
      x: middle(part),
      values: { measured: measured?.value ?? null, estimated: estimated?.value ?? null },
      bands: { measured: bandOf(measured), estimated: bandOf(estimated) },
    };
  });
}

/** Percentiles of a phase, milliseconds. */
export function latencyPoints({ parts }: History, phase: string): Point[] {
  return parts.map((part) => {
    const found = part.latency.find((one) => one.phase === phase);
    return {
      x: middle(part),
      values: { p50: found?.p50Ms ?? null, p95: found?.p95Ms ?? null, p99: found?.p99Ms ?? null },
    };
  });
}

/** Predictions of each part: zero where the log was counted and none was there. */
export function trafficPoints(history: History): Point[] {
  return history.parts.map((part) => ({
    x: middle(part),
    values: { predictions: part.quality?.predicted ?? (isKnown(part, history) ? 0 : null) },
  }));
}

/** The share of requests that failed by the server's fault. */
export function errorPoints({ parts }: History): Point[] {
  return parts.map((part) => {
    const { requests = 0, failed = 0 } = part.requests ?? {};
    return { x: middle(part), values: { failed: requests === 0 ? null : failed / requests } };
  });
}

/** The share of predictions whose label has come. */
export function coveragePoints({ parts }: History): Point[] {
  return parts.map((part) => {
    const { predicted = 0, labelled = 0 } = part.quality ?? {};
    return { x: middle(part), values: { labelled: predicted === 0 ? null : labelled / predicted } };
  });
}
