/** The five figures of the overview. */
import type { Status } from "../../api/schema.gen.ts";
import { formatCount, formatMs, formatNumber, formatShare, plural } from "../../parts/format.ts";
import type { FigureCardProps } from "./figure-card.tsx";
import { mainMetric } from "./main-metric.ts";
import type { Trends } from "./use-trends.ts";

/** `trends` where they are known by now. */
export function figuresOf(status: Status, trends: Trends | undefined): FigureCardProps[] {
  const withTrend = (figure: FigureCardProps, name: keyof Trends) => {
    return { ...figure, trend: trends === undefined ? null : trends[name] };
  };
  return [
    withTrend(quality(status), "quality"),
    withTrend(traffic(status), "traffic"),
    withTrend(latency(status), "latency"),
    withTrend(errors(status), "errors"),
    drift(status),
  ];
}

function quality(status: Status): FigureCardProps {
  const { metric, title, format } = mainMetric(status.task);
  const measured = status.quality?.measured[metric];
  const estimated = status.quality?.estimated[metric];
  const labels = plural(status.quality?.labelled ?? 0, "label");
  if (measured !== undefined) return { title, value: format(measured.value), note: `measured on ${labels}` };
  if (estimated === undefined) return { title, value: "–", note: `not enough data: ${labels}` };
  return { title: `${title}, estimated`, value: format(estimated.value), note: "no labels yet" };
}

function traffic({ predictions, window }: Status): FigureCardProps {
  const perMinute = predictions / ((window.to - window.from) / 60_000);
  return {
    title: "Predictions",
    value: formatCount(predictions),
    note: `${formatNumber(perMinute)} a minute`,
  };
}

function latency({ latency: found }: Status): FigureCardProps {
  if (found === null) return { title: "Latency p99", value: "–", note: "no request was counted yet" };
  return { title: "Latency p99", value: formatMs(found.p99Ms), note: `p50 ${formatMs(found.p50Ms)}` };
}

function errors({ requests }: Status): FigureCardProps {
  if (requests === null || requests.requests === 0)
    return { title: "Errors", value: "–", note: "no request was counted yet" };
  return {
    title: "Errors",
    value: formatShare(requests.failed / requests.requests, 2),
    note: `${formatCount(requests.failed)} of ${plural(requests.requests, "request")}, events and feedback too`,
  };
}

function drift({ drift: found }: Status): FigureCardProps {
  if (found === null) return { title: "Drift", value: "–", note: "nothing was predicted" };
  const { drift: drifted, possible, notEnoughData, ok } = found.counts;
  if (drifted + possible + ok === 0)
    return { title: "Drift", value: "–", note: `not enough data: ${plural(found.rows, "row")}` };
  return {
    title: "Drift",
    value: `${formatCount(drifted)} of ${formatCount(drifted + possible + ok + notEnoughData)}`,
    note: `columns, features and predictions${possible === 0 ? "" : `; ${formatCount(possible)} more may have`}`,
  };
}
