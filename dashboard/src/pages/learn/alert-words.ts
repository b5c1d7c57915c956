import type { LessonMonitor } from "../../api/schema.gen.ts";
import { formatMs, formatNumber, formatShare } from "../../parts/format.ts";
import type { Happening } from "./alert-happenings.ts";

/** A value of a monitor, in its unit. */
export function inMonitorUnit(value: number, { unit, kind }: Pick<LessonMonitor, "unit" | "kind">): string {
  if (unit === "share" || kind === "quality") return formatShare(value);
  return unit === "ms" ? formatMs(value) : formatNumber(value);
}

export function boundText(monitor: LessonMonitor): string {
  return `${monitor.direction} ${inMonitorUnit(monitor.bound, monitor)}`;
}

export function valueText(happening: Happening | undefined, monitor: LessonMonitor): string {
  if (happening === undefined) return "";
  if (happening === "acknowledge") return "acknowledged";
  return happening.value === null ? "no rows" : inMonitorUnit(happening.value, monitor);
}
