/** The monitors over a recorded history, by the measures and the rules that watch a live model: nothing is kept. */

import type { Definition } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import {
  type AlertEntry,
  type AlertState,
  judge,
  type Monitor,
  type MonitorKind,
  type Reading,
  untouched,
} from "../../../core/monitor/index.ts";
import type { Engine } from "../../../io/engine.ts";
import { completeReadings } from "../measures/complete-readings.ts";
import { type Measure, type MeasureContext, measures, nothing } from "../measures/index.ts";
import { type ComparedVersion, readDates, readLooks, waitMs, whyNotMeasured } from "./history-windows.ts";
import { type HistorySpan, openHistory } from "./open-history.ts";

export interface DryRunInput {
  readonly definition: Definition;
  /** The path of the history, JSON Lines. */
  readonly history: string;
  /** How often to look, in milliseconds; sixty times a window, and at most once a minute, unless told. */
  readonly everyMs?: number | undefined;
  /** The version whose baseline the rows are compared with; none unless told. */
  readonly champion?: ComparedVersion;
}

const noChampion: ComparedVersion = {
  package: null,
  why: "there is no version whose baseline to compare with",
};

export interface DryAlert {
  readonly subject: string;
  /** At the end of the history. */
  readonly state: AlertState;
  readonly entries: readonly AlertEntry[];
}

export interface WatchedHistory {
  readonly monitor: Monitor;
  /** Whether it was measured on predictions, or the history told its readings. */
  readonly by: "predictions" | "readings";
  readonly looks: number;
  readonly alerts: readonly DryAlert[];
}

export interface DryRun extends HistorySpan {
  readonly watched: readonly WatchedHistory[];
  /** Monitors that the history cannot tell of, and why. */
  readonly unwatched: readonly { readonly monitor: string; readonly why: string }[];
}

/** What would have happened to every alert; errors of {@link openHistory}, and INPUT_INVALID for readings nobody watches. */
export async function dryRun(input: DryRunInput, engine: Engine): Promise<DryRun> {
  const { definition, champion = noChampion } = input;
  if (definition.monitor.length === 0)
    throw new AirworthyError("CONFIG_INVALID", "There is nothing to watch: the config declares no monitor.");
  const span = await openHistory(input.history, engine);
  const told = await toldReadings(definition, engine);
  const watched: WatchedHistory[] = [];
  const unwatched: { monitor: string; why: string }[] = [];
  for (const monitor of definition.monitor) {
    const own = told.get(monitor.name);
    const why =
      span.predictions === 0
        ? "the history has no prediction"
        : await whyNotMeasured(monitor, { engine, champion });
    if (own !== undefined) watched.push(judged(monitor, "readings", own));
    else if (why !== null) unwatched.push({ monitor: monitor.name, why });
    else
      watched.push(
        judged(monitor, "predictions", await measured(monitor, input, { span, engine, champion })),
      );
  }
  return { ...span, watched, unwatched };
}

const minuteMs = 60_000;
const looksPerWindow = 60;

interface Scene {
  readonly span: HistorySpan;
  readonly engine: Engine;
  readonly champion: ComparedVersion;
}

/** The readings of each look. */
async function measured(
  monitor: Monitor,
  { definition, everyMs: asked }: DryRunInput,
  { span, engine, champion }: Scene,
): Promise<readonly (readonly Reading[])[]> {
  const usual = Math.max(minuteMs, Math.floor(monitor.overMs / looksPerWindow / minuteMs) * minuteMs);
  const everyMs = asked ?? usual;
  const from = Math.floor(span.from / everyMs + 1) * everyMs;
  const to = Math.floor(span.to / everyMs + 1) * everyMs;
  const scene = { engine, definition, monitor, from, to, everyMs, champion };
  const looks = await readLooks(scene);
  const dates = monitor.kind === "staleness" ? await readDates(scene, monitor) : null;
  const measure = measures[monitor.kind] as Measure<MonitorKind>;
  const wait = waitMs(monitor, definition);
  const readings: (readonly Reading[])[] = [];
  for (let at = from; at <= to; at += everyMs) {
    const profiles = async () => looks.get(at) ?? [];
    const window = { model: definition.name, version: 0, from: at - wait - monitor.overMs, to: at - wait };
    const seen = {
      window,
      profiles,
      everyVersion: profiles,
      package: packageOf(champion),
      replaySince: unasked,
    };
    const found =
      dates === null
        ? await measure({ monitor, ...seen, builtAt: 0 })
        : await agedBy(dates.get(at), { monitor, ...seen });
    readings.push(found.map(({ version: _, ...reading }) => reading));
  }
  return readings;
}

const unasked = () => Promise.reject(new Error("A history has no log to replay"));
const packageOf = (champion: ComparedVersion) => async () => {
  if (champion.package === null) throw new Error(champion.why);
  return champion.package;
};

/** The age of what the history dates: of the model or of its data, whichever the monitor is of. */
async function agedBy(
  builtAt: number | undefined,
  context: Omit<MeasureContext<MonitorKind>, "builtAt">,
): Promise<readonly Reading[]> {
  const { monitor, window } = context;
  if (builtAt === undefined || monitor.kind !== "staleness")
    return [nothing(monitor, window, { why: "no prediction until then tells of its model's age" })];
  return await measures.staleness({ ...context, monitor: { ...monitor, of: "package" }, builtAt });
}

function judged(
  monitor: Monitor,
  by: WatchedHistory["by"],
  looks: readonly (readonly Reading[])[],
): WatchedHistory {
  const alerts = new Map<string, { state: AlertState; entries: AlertEntry[] }>();
  for (const found of looks)
    for (const reading of by === "readings" ? found : completeReadings(monitor, found, alerts.keys())) {
      const { state, entries } = alerts.get(reading.subject) ?? { state: untouched, entries: [] };
      const next = judge({ monitor, state, reading });
      alerts.set(reading.subject, { state: next.state, entries: [...entries, ...next.entries] });
    }
  const list = [...alerts].map(([subject, alert]) => ({ subject, ...alert }));
  return { monitor, by, looks: looks.length, alerts: list };
}

/** The readings that the history tells itself, by the monitor's name, one look each. */
async function toldReadings(
  { monitor: monitors }: Definition,
  engine: Engine,
): Promise<Map<string, (readonly Reading[])[]>> {
  const rows = await engine.all("SELECT * FROM history_readings ORDER BY time_ms, line");
  const told = new Map<string, (readonly Reading[])[]>();
  for (const row of rows) {
    const measure = String(row.measure);
    const monitor = monitors.find((one) => one.name === measure);
    if (monitor === undefined)
      throw new AirworthyError(
        "INPUT_INVALID",
        `Cannot use line ${row.line} of the history: no monitor is called '${measure.slice(0, 40)}', there are ${monitors.map(({ name }) => name).join(", ")}.`,
        { details: { line: Number(row.line) } },
      );
    const list = told.get(monitor.name) ?? [];
    list.push([readingOf(row, monitor)]);
    told.set(monitor.name, list);
  }
  return told;
}

/** A reading that does not tell its count is taken to be of enough. */
function readingOf(row: Readonly<Record<string, unknown>>, monitor: Monitor): Reading {
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  const to = Number(row.time_ms);
  return {
    measure: monitor.kind,
    subject: String(row.subject),
    from: number(row.from_ms) ?? to - monitor.overMs,
    to,
    count: number(row.count) ?? Math.max(1, monitor.leastSample),
    value: number(row.value),
    low: number(row.low),
    high: number(row.high),
  };
}
