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
import { type Measure, measures } from "../measures/index.ts";
import { readLooks, waitMs, whyNotMeasured } from "./history-windows.ts";
import { type HistorySpan, openHistory } from "./open-history.ts";

export interface DryRunInput {
  readonly definition: Definition;
  /** The path of the history, JSON Lines. */
  readonly history: string;
  /** How often to look, in milliseconds; sixty times a window, and at most once a minute, unless told. */
  readonly everyMs?: number | undefined;
}

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
  const { definition } = input;
  if (definition.monitor.length === 0)
    throw new AirworthyError("CONFIG_INVALID", "There is nothing to watch: the config declares no monitor.");
  const span = await openHistory(input.history, engine);
  const told = await toldReadings(definition, engine);
  const watched: WatchedHistory[] = [];
  const unwatched: { monitor: string; why: string }[] = [];
  for (const monitor of definition.monitor) {
    const own = told.get(monitor.name);
    const why = span.predictions === 0 ? "the history has no prediction" : whyNotMeasured(monitor);
    if (own !== undefined) watched.push(judged(monitor, "readings", own));
    else if (why !== null) unwatched.push({ monitor: monitor.name, why });
    else watched.push(judged(monitor, "predictions", await measured(monitor, input, { span, engine })));
  }
  return { ...span, watched, unwatched };
}

const minuteMs = 60_000;
const looksPerWindow = 60;

interface Scene {
  readonly span: HistorySpan;
  readonly engine: Engine;
}

/** The readings of each look. */
async function measured(
  monitor: Monitor,
  { definition, everyMs: asked }: DryRunInput,
  { span, engine }: Scene,
): Promise<readonly (readonly Reading[])[]> {
  const usual = Math.max(minuteMs, Math.floor(monitor.overMs / looksPerWindow / minuteMs) * minuteMs);
  const everyMs = asked ?? usual;
  const from = Math.floor(span.from / everyMs + 1) * everyMs;
  const to = Math.floor(span.to / everyMs + 1) * everyMs;
  const looks = await readLooks({ engine, definition, monitor, from, to, everyMs });
  const measure = measures[monitor.kind] as Measure<MonitorKind>;
  const wait = waitMs(monitor, definition);
  const readings: (readonly Reading[])[] = [];
  for (let at = from; at <= to; at += everyMs) {
    const profiles = async () => looks.get(at) ?? [];
    const window = { model: definition.name, version: 0, from: at - wait - monitor.overMs, to: at - wait };
    const found = await measure({ monitor, window, profiles, everyVersion: profiles, ...elsewhere });
    readings.push(found.map(({ version: _, ...reading }) => reading));
  }
  return readings;
}

const unasked = () => Promise.reject(new Error("A history has no package and no log"));
/** What only the measures ask for that a history is refused for. */
const elsewhere = { package: unasked, builtAt: 0, replaySince: unasked };

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
