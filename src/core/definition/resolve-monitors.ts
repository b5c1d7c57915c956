/** From the `monitor` section, as it is written, to monitors as plain data. */
import { isMetric, metricTable } from "../metric.ts";
import { type Monitor, type MonitorKind, monitorTable, type Severity } from "../monitor/index.ts";
import { type Duration, durationMicros } from "../time.ts";

/** A monitor's options with the types of its kind erased. */
export interface MonitorOption {
  readonly name?: string;
  readonly over?: Duration;
  readonly for?: string;
  readonly leastSample?: number;
  readonly severity?: Severity;
  readonly runbook?: string;
  readonly latch?: boolean;
  readonly strict?: boolean;
  readonly alertBelow?: number;
  readonly resolveAbove?: number;
  readonly alertAbove?: number | Duration;
  readonly resolveBelow?: number | Duration;
  readonly slice?: string;
  readonly percentile?: number | "max";
  readonly phase?: string;
  readonly columns?: readonly string[];
  readonly threshold?: number;
  readonly of?: "data" | "package";
}

/** One monitor as it was written, and under which name. */
export interface WrittenMonitor {
  /** The key: a kind of monitor, or a metric. */
  readonly key: string;
  readonly option: MonitorOption;
}

/** The kind that `key` stands for; null where it stands for none. */
export function kindOfKey(key: string): MonitorKind | null {
  if (isMetric(key)) return "quality";
  return Object.hasOwn(monitorTable, key) && key !== "quality" ? (key as MonitorKind) : null;
}

/** Whether a low value is the bad one. */
export function alertsBelow(kind: MonitorKind, key: string): boolean {
  if (kind === "quality") return isMetric(key) && metricTable[key].better === "higher";
  return kind === "estimatedAccuracy" || kind === "traffic" || kind === "labelCoverage";
}

/** The section as a list: a key may hold one monitor or several. */
export function writtenMonitors(section: Readonly<Record<string, unknown>>): WrittenMonitor[] {
  return Object.entries(section)
    .filter(([, some]) => some !== undefined)
    .flatMap(([key, some]) =>
      (Array.isArray(some) ? some : [some]).map((option: MonitorOption) => ({ key, option })),
    );
}

/** The monitors of the section, as it orders them; what stands under no known key is left to the problems. */
export function resolveMonitors(section: Readonly<Record<string, unknown>>): Monitor[] {
  return writtenMonitors(section).flatMap(({ key, option }) => {
    const kind = kindOfKey(key);
    return kind === null || typeof option !== "object" || option === null
      ? []
      : [resolveMonitor(kind, key, option)];
  });
}

function resolveMonitor(kind: MonitorKind, key: string, option: MonitorOption): Monitor {
  const { parts, apart = [], leastSample, alertAbove } = partsOf[kind](option, key);
  const row = monitorTable[kind];
  const below = alertsBelow(kind, key);
  const bound = below ? option.alertBelow : amount(option.alertAbove ?? alertAbove);
  const resolve = below ? option.resolveAbove : amount(option.resolveBelow);
  return {
    name: option.name ?? [key, ...apart].join(" "),
    direction: below ? "below" : "above",
    bound: bound ?? Number.NaN,
    resolveBound: resolve ?? bound ?? Number.NaN,
    overMs: option.over === undefined ? row.overMs : millis(option.over),
    forMs: option.for === undefined || /^0+(\.0+)?[a-z]+$/.test(option.for) ? 0 : millis(option.for),
    leastSample: option.leastSample ?? leastSample ?? row.leastSample,
    severity: option.severity ?? row.severity,
    runbook: option.runbook ?? null,
    latch: option.latch ?? row.latch,
    strict: option.strict ?? false,
    ...parts,
  } as Monitor;
}

interface KindParts {
  readonly parts: Readonly<Record<string, unknown>>;
  /** Words that set its name apart from that of the kind's usual monitor. */
  readonly apart?: readonly string[];
  readonly leastSample?: number;
  /** Unless told. */
  readonly alertAbove?: number;
}

type PartsOf = (option: MonitorOption, key: string) => KindParts;

const by = (slice: string | undefined) => (slice === undefined ? [] : [`by ${slice}`]);

const partsOf: Readonly<Record<MonitorKind, PartsOf>> = {
  quality: ({ slice }, metric) => ({
    parts: { kind: "quality", metric, slice: slice ?? null },
    apart: by(slice),
  }),
  estimatedAccuracy: ({ slice }) => ({
    parts: { kind: "estimatedAccuracy", slice: slice ?? null },
    apart: by(slice),
  }),
  latencyMs: ({ percentile = 99, phase = "total" }) => ({
    parts: { kind: "latencyMs", percentile, phase },
    apart: [
      ...(phase === "total" ? [] : [phase]),
      ...(percentile === 99 ? [] : [percentile === "max" ? "max" : `p${percentile}`]),
    ],
    ...(percentile === "max" ? { leastSample: 1 } : {}),
  }),
  errorShare: () => ({ parts: { kind: "errorShare" } }),
  drift: ({ columns = null, threshold = null }) => ({
    parts: { kind: "drift", columns, threshold },
    alertAbove: 1,
  }),
  missingShare: ({ columns = null }) => ({ parts: { kind: "missingShare", columns } }),
  staleness: ({ of = "data" }) => ({
    parts: { kind: "staleness", of },
    apart: of === "data" ? [] : ["of the package"],
  }),
  traffic: () => ({ parts: { kind: "traffic" } }),
  labelCoverage: () => ({ parts: { kind: "labelCoverage" } }),
  skew: () => ({ parts: { kind: "skew" }, alertAbove: 0 }),
};

function amount(given: number | Duration | undefined): number | undefined {
  return typeof given === "string" ? millis(given) : given;
}

function millis(duration: string): number {
  return durationMicros(duration as Duration) / 1_000;
}
