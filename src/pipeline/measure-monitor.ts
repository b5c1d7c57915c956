/** What one monitor reads now: its window, and what is known of that time. */
import type { Definition } from "../core/definition/index.ts";
import {
  type Monitor,
  type MonitorKind,
  type MonitorOf,
  monitorTable,
  type Reading,
} from "../core/monitor/index.ts";
import type { WindowOf, WindowProfile } from "../core/profile/index.ts";
import { type AlertRecord, type Store, type VersionRecord, versionsInWindows } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import * as serve from "../stages/7-serve/index.ts";
import {
  isRolledUp,
  type Measure,
  type MeasureContext,
  measures,
  nothing,
  readWindow,
} from "../stages/8-monitor/index.ts";
import type { StageContext } from "../stages/context.ts";
import { loggedPackage } from "./logged-package.ts";

export interface MeasureInput {
  readonly definition: Definition;
  readonly workspace: Workspace;
  readonly store: Store;
  readonly log: Store;
  readonly champion: VersionRecord;
  readonly package: () => Promise<LoadedPackage>;
  readonly known: readonly AlertRecord[];
  /** Up to when the log is rolled up. */
  readonly to: number;
  readonly read: WindowReader;
}

/** The profiles of a window. */
export type WindowReader = (window: WindowOf) => Promise<readonly WindowProfile[]>;

/** Reads each window once, however many monitors look at it. */
export function readEachOnce(log: Store): WindowReader {
  const known = new Map<string, Promise<readonly WindowProfile[]>>();
  return (window) => {
    const key = JSON.stringify([window.model, window.version, window.from, window.to]);
    const profiles = known.get(key) ?? readWindow(log, window);
    known.set(key, profiles);
    return profiles;
  };
}

/** Kinds that read no profiles: that the log is not rolled up does not concern them. */
const withoutProfiles: readonly MonitorKind[] = ["staleness", "skew"];

/** The readings of a monitor; none where its window was judged before. */
export async function measureMonitor(
  monitor: Monitor,
  input: MeasureInput,
  context: StageContext,
): Promise<readonly Reading[]> {
  const window = windowOf(monitor, input);
  if (wasJudged(monitor, window, input.known)) return [];
  const isReady = withoutProfiles.includes(monitor.kind) || (await isRolledUp(input.log, window));
  if (!isReady) return [nothing(monitor, window, { why: "the log is not rolled up to the window's end" })];
  const measure = measures[monitor.kind] as Measure<MonitorKind>;
  return await measure(contextOf(monitor, { ...input, window }, context));
}

/**
 * The window that ends now; of kinds that wait for labels, the one whose labels are mature now; of a replay, which
 * costs more than a look, the last whole one.
 */
function windowOf({ kind, overMs }: Monitor, { definition, champion, to }: MeasureInput): WindowOf {
  const { maturesAfterMicros } = definition.events.label;
  const minuteMs = 60_000;
  const waits = monitorTable[kind].waitsForLabels
    ? Math.ceil(maturesAfterMicros / 1_000 / minuteMs) * minuteMs
    : 0;
  const end = kind === "skew" ? Math.floor(to / overMs) * overMs : to - waits;
  return { model: definition.name, version: champion.version, from: end - overMs, to: end };
}

function wasJudged({ name }: Monitor, { to }: WindowOf, known: readonly AlertRecord[]): boolean {
  const own = known.filter(({ monitor }) => monitor === name);
  return own.length > 0 && own.every(({ state }) => state.judgedTo !== null && state.judgedTo >= to);
}

function contextOf<K extends MonitorKind>(
  monitor: MonitorOf<K>,
  input: MeasureInput & { readonly window: WindowOf },
  context: StageContext,
): MeasureContext<K> {
  const { window, log, champion, workspace, read } = input;
  return {
    monitor,
    window,
    profiles: () => read(window),
    everyVersion: async () => {
      const versions = await versionsInWindows(log, { ...window, kind: "quality" });
      return (await Promise.all(versions.map((version) => read({ ...window, version })))).flat();
    },
    package: input.package,
    builtAt: champion.createdAt,
    replaySince: async (since) => {
      const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
      const { versions } = await serve.replay({ store: log, packageOf }, context, { since });
      return versions.find(({ version }) => version === champion.version) ?? null;
    },
  };
}
