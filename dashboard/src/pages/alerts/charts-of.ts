import type { ListedAlert } from "../../api/schema.gen.ts";
import type { RangeSearch } from "../../parts/time-range.ts";
import type { MonitoringSearch } from "../monitoring/monitoring-search.ts";

/** The address on the monitoring page of what an alert is about: some windows around its last reading; null before the first. */
export function chartsOf({
  declared,
  latest,
  subject,
}: ListedAlert): (MonitoringSearch & RangeSearch) | null {
  if (latest === null) return null;
  const span = Math.max(latest.to - latest.from, 600_000);
  const range = { from: latest.from - 5 * span, to: latest.to + span };
  if (declared.kind === "drift" || declared.kind === "missingShare") return { ...range, subject };
  if (declared.kind === "quality" && declared.metric !== undefined)
    return { ...range, metric: declared.metric, ...(subject === "" ? {} : { slice: subject }) };
  if (declared.kind === "latencyMs" && subject !== "") return { ...range, phase: subject };
  return range;
}
