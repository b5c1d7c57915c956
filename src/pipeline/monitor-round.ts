/**
 * One round of the monitors: roll the log up, measure, judge, keep. One process at a time does it, of all
 * at the log's store; done twice it changes nothing more. What fails is a state of its own monitor: the others go on.
 */
import { type Definition, resolveRetention } from "../core/definition/index.ts";
import type { Monitor, Reading } from "../core/monitor/index.ts";
import {
  type AlertRecord,
  type ChangedAlert,
  listAlerts,
  type MonitorReading,
  queueChange,
  recordReadings,
  requireVersion,
  type Store,
  type VersionRecord,
} from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { completeReadings, rollUp } from "../stages/8-monitor/index.ts";
import type { StageContext } from "../stages/context.ts";
import { attempt } from "./attempt.ts";
import { loggedPackage } from "./logged-package.ts";
import { type MeasureInput, measureMonitor, readEachOnce } from "./measure-monitor.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export interface MonitorInput {
  readonly definition: Definition;
  readonly workspace: Workspace;
  /** With the registry. */
  readonly store: Store;
  /** With the event log, its profiles and the alerts: the same for all servers. */
  readonly log: Store;
}

export type RoundOptions = PredictOptions;

export interface MonitorRound {
  /** Every window ends here or earlier, epoch milliseconds. */
  readonly to: number;
  /** The champion that was measured. */
  readonly version: number;
  readonly readings: readonly MonitorReading[];
  /** The alerts to which something happened. */
  readonly changed: readonly ChangedAlert[];
  /** Monitors whose measure failed, and why; null for the monitor where the roll-up did. */
  readonly failures: readonly RoundFailure[];
}

export interface RoundFailure {
  readonly monitor: string | null;
  readonly why: string;
}

const minuteMs = 60_000;
const settleMs = 2_000;

/** Does one round; NOT_FOUND where there is no champion, CANCELLED, STORE_UNUSABLE. */
export async function monitorRound(input: MonitorInput, options: RoundOptions = {}): Promise<MonitorRound> {
  const { definition, workspace, store } = input;
  const champion = await requireVersion(store, definition.name, "champion");
  return await withEngine(
    options,
    (context) => roundIn(input, context, champion),
    { temporaryDirectory: workspace.spill, threads: 1 }, // the rest of the machine answers
  );
}

async function roundIn(
  input: MonitorInput,
  context: StageContext,
  champion: VersionRecord,
): Promise<MonitorRound> {
  const { definition, log, workspace } = input;
  const { name: model } = definition;
  const now = context.now();
  const rolled = await attempt(() => rollLog(input, context));
  const to = rolled.result ?? Math.floor((now - settleMs) / minuteMs) * minuteMs;
  const loaded = lazily(() => loggedPackage(workspace, { model, version: champion.version }));
  const known = await listAlerts(log, model);
  const read = readEachOnce(log);
  const measuring: MeasureInput = { ...input, champion, package: loaded, known, to, read };
  const readings: MonitorReading[] = [];
  const failures: RoundFailure[] = rolled.why === null ? [] : [{ monitor: null, why: rolled.why }];
  for (const monitor of definition.monitor) {
    const measured = await attempt(() => measureMonitor(monitor, measuring, context));
    if (measured.why !== null) failures.push({ monitor: monitor.name, why: measured.why });
    const found = measured.result ?? failed(monitor, { to, why: measured.why ?? "" });
    const subjects = known.filter((alert) => alert.monitor === monitor.name).map(({ subject }) => subject);
    const complete = completeReadings(monitor, found, subjects);
    readings.push(...complete.map((reading) => ({ monitor, reading })));
  }
  readings.push(...undeclared(definition.monitor, known, to));
  const changed = await recordReadings(log, readings, { model, now, onChange: queueChange });
  return { to, version: champion.version, readings, changed, failures };
}

/** Done when it is first wanted, and once. */
function lazily<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

/** Up to when the log is rolled up. */
async function rollLog({ definition, log, workspace }: MonitorInput, context: StageContext): Promise<number> {
  const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
  const { minutes, hours, days } = (definition.retention ?? resolveRetention()).profilesMs;
  const forever = Number.POSITIVE_INFINITY;
  const keepMs = { minute: minutes ?? forever, hour: hours ?? forever, day: days ?? forever };
  const { rolledTo } = await rollUp({ store: log, packageOf }, context, { keepMs });
  return rolledTo;
}

const blank = { measure: "", count: 0, value: null, low: null, high: null } as const;

function failed(
  { kind, overMs }: Monitor,
  { to, why }: { readonly to: number; readonly why: string },
): Reading[] {
  return [{ ...blank, measure: kind, subject: "", from: to - overMs, to, why: `cannot be measured: ${why}` }];
}

/** Alerts of monitors that the config no longer has stay as they are, and say why nothing moves them. */
function undeclared(
  monitors: readonly Monitor[],
  known: readonly AlertRecord[],
  to: number,
): MonitorReading[] {
  const names = new Set(monitors.map(({ name }) => name));
  return known
    .filter(({ monitor }) => !names.has(monitor))
    .map(({ declared, subject }) => ({
      monitor: declared,
      reading: {
        ...blank,
        measure: declared.kind,
        subject,
        from: to - declared.overMs,
        to,
        why: "the config has no such monitor any more",
      },
    }));
}
