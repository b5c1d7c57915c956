/** How a model fares: what is known of its champion over a span of time, read from what is kept. Nothing is computed anew. */
import type { Definition } from "../core/definition/index.ts";
import type { Estimate, Metric } from "../core/metric.ts";
import type { QualityWindow } from "../core/profile/index.ts";
import {
  type AlertEvent,
  type AlertRecord,
  type AuditEvent,
  type ChannelState,
  channelStates,
  countPredictions,
  findVersion,
  listAlerts,
  recentAlerts,
  recentAudit,
  rollUpState,
  type Store,
} from "../io/store/index.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import {
  type DriftReport,
  driftOfProfiles,
  type LatencySummary,
  type QualitySummary,
  type RequestSummary,
  readWindow,
  summariseLatency,
  summariseQuality,
  summariseRequests,
} from "../stages/8-monitor/live.ts";

export interface StatusInput {
  readonly definition: Definition;
  /** With the model's versions, and with the log and all that is made of it. */
  readonly store: Store;
  readonly log: Store;
  readonly packageOf: (version: number) => Promise<LoadedPackage>;
  /** The window ends there, epoch milliseconds. */
  readonly now: number;
  /** How long the window is. */
  readonly overMs: number;
  /** Keeps what is made of the champion's profiles for the next time; nothing is kept unless told. */
  readonly keepFor?: (version: number) => Promise<Keep>;
}

/** What `make` makes, or made when `question`, plain data, was asked before and nothing has changed since. */
export type Keep = <T>(question: unknown, make: () => Promise<T>) => Promise<T>;

export interface LabelCoverage {
  readonly predicted: number;
  readonly labelled: number;
  /** Of predictions whose label should be known by now. */
  readonly due: { readonly predicted: number; readonly labelled: number };
}

export interface Status {
  readonly model: string;
  readonly task: Definition["events"]["label"]["task"];
  /** The champion. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly builtAt: number;
  /** As they were when the version was validated. */
  readonly validated: Readonly<Partial<Record<Metric, Estimate>>>;
  readonly window: { readonly from: number; readonly to: number };
  /** The log is counted up to there; null where it never was. */
  readonly countedTo: number | null;
  readonly predictions: number;
  /** Had since then, and in the last hour, and not counted yet, of every version. */
  readonly uncounted: number;
  /** Null where no server has told of a request. */
  readonly requests: RequestSummary | null;
  readonly latency: LatencySummary | null;
  /** Null where nothing was predicted. */
  readonly quality: QualitySummary | null;
  readonly slices: readonly QualitySummary[];
  readonly coverage: LabelCoverage | null;
  readonly drift: DriftReport | null;
  readonly alerts: readonly AlertRecord[];
  /** Who is told of alerts; none where the config has no channel. */
  readonly channels: readonly ChannelState[];
  /** The newest first. */
  readonly events: readonly (AuditEvent | AlertEvent)[];
}

const shownEvents = 5;
const hourMs = 3_600_000;

/** The status of the champion; null where the model has none. */
export async function status(input: StatusInput): Promise<Status | null> {
  const { definition, store, log, now, overMs } = input;
  const { name: model } = definition;
  const champion = await findVersion(store, model, "champion");
  if (champion === null) return null;
  const { version, createdAt: builtAt } = champion;
  const loaded = await input.packageOf(version);
  const window = { from: now - overMs, to: now };
  const keep: Keep = (await input.keepFor?.(version)) ?? ((_, make) => make());
  const profiles = await keep(["window", window], () => {
    return readWindow(log, { model, version, ...window }, { numbers: "counts" });
  });
  const [quality = null, ...slices] = summariseQuality(profiles);
  const { rolledTo } = await rollUpState(log);
  const recent = { model, limit: shownEvents };
  const events = [...(await recentAudit(store, recent)), ...(await recentAlerts(log, recent))];
  const { manifest } = loaded;
  return {
    model,
    task: manifest.definition.events.label.task,
    version,
    builtAt,
    validated: manifest.metrics,
    window,
    countedTo: rolledTo === 0 ? null : rolledTo,
    predictions: quality?.predicted ?? 0,
    uncounted: await countPredictions(log, { from: Math.max(rolledTo, window.from, now - hourMs), to: now }),
    requests: summariseRequests(profiles),
    latency: summariseLatency(profiles),
    quality,
    slices,
    coverage: quality === null ? null : await coverage(input, { manifest, version, quality, keep }),
    drift:
      quality === null ? null : await keep(["drift", window], async () => driftOfProfiles(loaded, profiles)),
    alerts: await listAlerts(log, model),
    channels: await channelStates(log, { model, channels: definition.notify?.channels ?? {} }),
    events: events.toSorted((one, other) => other.at - one.at).slice(0, shownEvents),
  };
}

interface CoverageOptions extends Pick<LoadedPackage, "manifest"> {
  readonly version: number;
  readonly quality: QualitySummary;
  readonly keep: Keep;
}

/** What is due is read again, up to where labels are mature. */
async function coverage(
  { log, now, overMs }: StatusInput,
  { manifest, version, quality, keep }: CoverageOptions,
): Promise<LabelCoverage> {
  const { predicted, labelled } = quality;
  const { name: model, events } = manifest.definition;
  const { maturesAfterMicros } = events.label;
  if (maturesAfterMicros === 0) return { predicted, labelled, due: { predicted, labelled } };
  const to = now - Math.ceil(maturesAfterMicros / 1_000);
  const window = { model, version, from: now - overMs, to };
  const profiles =
    to > window.from
      ? await keep(["due", window], () => readWindow(log, window, { kinds: ["quality"] }))
      : [];
  const due = profiles.find((profile): profile is QualityWindow => profile.name === "");
  return { predicted, labelled, due: { predicted: due?.predicted ?? 0, labelled: due?.labelled ?? 0 } };
}
