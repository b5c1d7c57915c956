/** What is wrong with the `monitor` section: what its types refuse, for Node strips them, and what they cannot. */
import { metricTable, type Task } from "../metric.ts";
import {
  type Monitor,
  type MonitorKind,
  type MonitorOf,
  monitorKinds,
  monitorTable,
  severities,
} from "../monitor/index.ts";
import { nearestName } from "../nearest-name.ts";
import { latencyPhases } from "../profile/index.ts";
import type { Definition } from "./definition.ts";
import {
  alertsBelow,
  kindOfKey,
  type MonitorOption,
  type WrittenMonitor,
  writtenMonitors,
} from "./resolve-monitors.ts";

const common = ["name", "over", "for", "leastSample", "severity", "runbook", "latch", "strict"] as const;
const below = ["alertBelow", "resolveAbove"] as const;
const above = ["alertAbove", "resolveBelow"] as const;

/** What a kind takes beside {@link common} and its bounds. */
const taken: Readonly<Record<MonitorKind, readonly (keyof MonitorOption)[]>> = {
  quality: ["slice"],
  estimatedAccuracy: ["slice"],
  latencyMs: ["percentile", "phase"],
  errorShare: [],
  drift: ["columns", "threshold"],
  missingShare: ["columns"],
  staleness: ["of"],
  traffic: [],
  labelCoverage: [],
  skew: [],
};

/** Keys that there are not, as they are written: they never reach the definition. */
export function monitorOptionProblems(section: Readonly<Record<string, unknown>>): string[] {
  return writtenMonitors(section).flatMap(optionProblems);
}

function optionProblems({ key, option }: WrittenMonitor): string[] {
  const kind = kindOfKey(key);
  if (kind === null)
    return [`monitor names '${key}', which is neither a metric nor a kind of monitor${hint(key)}`];
  if (typeof option !== "object" || option === null)
    return [
      `monitor.${key} wants an object, such as { ${alertsBelow(kind, key) ? "alertBelow" : "alertAbove"}: 0.8 }`,
    ];
  const bounds = alertsBelow(kind, key) ? below : above;
  const allowed = [...common, ...bounds, ...taken[kind]] as readonly string[];
  return Object.keys(option)
    .filter((name) => !allowed.includes(name))
    .map((name) => `monitor.${key} has no '${name}'; it takes ${allowed.join(", ")}`);
}

function hint(key: string): string {
  const nearest = nearestName(key, [...Object.keys(metricTable), ...monitorKinds]);
  return nearest === null ? "" : `; did you mean '${nearest}'?`;
}

/** What is wrong with the monitors of a definition, one clause each. */
export function monitorProblems(definition: Definition): readonly string[] {
  const names = definition.monitor.map(({ name }) => name);
  const doubles = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...[...new Set(doubles)].map((name) => `two monitors are called '${name}'; give each a name of its own`),
    ...definition.monitor.flatMap((monitor) =>
      [...numberProblems(monitor), ...meaningProblems(monitor, definition)].map(
        (clause) => `the monitor '${monitor.name}' ${clause}`,
      ),
    ),
  ];
}

const minuteMs = 60_000;
const longestName = 80;

function numberProblems(monitor: Monitor): string[] {
  const { name, bound, resolveBound, direction, overMs, leastSample, severity, runbook } = monitor;
  const away = direction === "above" ? bound - resolveBound : resolveBound - bound;
  const isShare = unitOf(monitor) === "share";
  const checks: readonly (readonly [fine: boolean, clause: string])[] = [
    [name.trim() !== "" && name.length <= longestName && !/\p{C}/u.test(name), "wants a short name"],
    [Number.isFinite(bound), `needs ${direction === "above" ? "alertAbove" : "alertBelow"} with a number`],
    [
      !isShare || !Number.isFinite(bound) || (bound >= 0 && bound <= 1),
      `has the bound ${bound}, wanted a share from 0 to 1`,
    ],
    [!(away < 0), `is over at ${resolveBound}, which is on the bad side of its bound ${bound}`],
    [Number.isSafeInteger(overMs / minuteMs), "wants `over` in whole minutes"],
    [Number.isSafeInteger(leastSample) && leastSample >= 0, "wants leastSample as a whole number from 0 on"],
    [severities.includes(severity), `has the severity '${severity}', wanted ${severities.join(" or ")}`],
    [runbook === null || URL.canParse(runbook), `has the runbook '${runbook}', wanted a URL`],
  ];
  return checks.filter(([fine]) => !fine).map(([, clause]) => clause);
}

function unitOf(monitor: Monitor): string {
  return monitor.kind === "quality" ? metricTable[monitor.metric].unit : monitorTable[monitor.kind].unit;
}

function meaningProblems(monitor: Monitor, { events, validation, inputs }: Definition): string[] {
  const { task } = events.label;
  const known = [...Object.keys(events.columns), ...inputs.map(({ name }) => name)];
  switch (monitor.kind) {
    case "quality":
      return [...metricProblems(monitor.metric, task), ...sliceProblems(monitor.slice, validation.slices)];
    case "estimatedAccuracy":
      return [
        ...(task === "regression" ? ["has no meaning for a regression label"] : []),
        ...sliceProblems(monitor.slice, validation.slices),
      ];
    case "latencyMs":
      return latencyProblems(monitor);
    case "staleness":
      return ["data", "package"].includes(monitor.of)
        ? []
        : [`is of '${monitor.of}', wanted data or package`];
    case "drift":
      return [...thresholdProblems(monitor), ...columnProblems(monitor, known)];
    case "missingShare":
      return columnProblems(monitor, known);
    default:
      return [];
  }
}

function latencyProblems({ percentile, phase }: MonitorOf<"latencyMs">): string[] {
  const isPercentile = percentile === "max" || (percentile > 0 && percentile < 100);
  return [
    ...(isPercentile
      ? []
      : [`has the percentile ${percentile}, wanted a number between 0 and 100, or "max"`]),
    ...(latencyPhases.some((known) => known === phase)
      ? []
      : [`has the phase '${phase}', wanted one of ${latencyPhases.join(", ")}`]),
  ];
}

function thresholdProblems({ threshold }: MonitorOf<"drift">): string[] {
  return threshold === null || threshold > 0
    ? []
    : [`has the threshold ${threshold}, wanted a positive number`];
}

function columnProblems(
  { columns }: MonitorOf<"drift" | "missingShare">,
  known: readonly string[],
): string[] {
  return (columns ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => `names '${name}', which is neither a column nor a feature`);
}

function metricProblems(metric: keyof typeof metricTable, task: Task): string[] {
  const { tasks, measuredBy } = metricTable[metric];
  if (measuredBy === "package") return [`watches '${metric}', which is measured once; use latencyMs`];
  return (tasks as readonly Task[]).includes(task) ? [] : [`has no meaning for a ${task} label`];
}

function sliceProblems(slice: string | null, slices: readonly string[]): string[] {
  if (slice === null || slices.includes(slice)) return [];
  return [`names the slice '${slice}', which validation.slices does not`];
}
