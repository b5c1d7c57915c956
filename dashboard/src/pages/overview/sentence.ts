/** How the model fares, in one sentence. */
import type { Status } from "../../api/schema.gen.ts";
import { formatMs, formatNumber, plural } from "../../parts/format.ts";
import { mainMetric } from "./main-metric.ts";

export function sentenceOf(status: Status): string {
  return `Version ${status.version} ${servesAt(status)}; ${qualityOf(status)}; ${alertsOf(status)}.`;
}

function servesAt({ latency, window }: Status): string {
  if (latency === null) return "has answered no request in this time";
  const perSecond = latency.requests / ((window.to - window.from) / 1_000);
  const rate = perSecond >= 1 ? `${formatNumber(perSecond)} requests/s` : plural(latency.requests, "request");
  return `served ${rate} at p99 ${formatMs(latency.p99Ms)}`;
}

function qualityOf({ quality, task }: Status): string {
  const { metric, title, format } = mainMetric(task);
  const name = title.toLowerCase();
  const measured = quality?.measured[metric];
  if (measured !== undefined) {
    const half = measured.low === null || measured.high === null ? null : (measured.high - measured.low) / 2;
    const around = half === null ? "" : ` ± ${format(half).replace("%", "")}`;
    return `${name} ${format(measured.value)}${around} on ${plural(quality?.labelled ?? 0, "label")}`;
  }
  const estimated = quality?.estimated[metric];
  if (estimated !== undefined)
    return `${name} is estimated at ${format(estimated.value)}, no label has come yet`;
  return "its quality is not known yet";
}

function alertsOf({ alerts }: Status): string {
  const open = alerts.filter(({ phase }) => phase === "firing").length;
  if (open === 0) return "no alert needs you";
  return open === 1 ? "one alert needs you" : `${open} alerts need you`;
}
