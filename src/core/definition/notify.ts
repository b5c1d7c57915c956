/** The `notify` section: who is told of alerts, and how often. No stage reads it, so it is in no key and no package. */
import { type Duration, durationMicros } from "../time.ts";
import type { ChannelSpec } from "./channel.ts";

export interface NotifyOptions {
  /** By a name that messages and `airworthy notify` show. */
  readonly channels: Readonly<Record<string, ChannelSpec>>;
  /** How long what is first to tell waits for what else comes; 30 s unless told. */
  readonly groupWait?: Duration;
  /** The shortest time between two messages of one severity on one channel; 5 minutes unless told. */
  readonly groupInterval?: Duration;
  /** After how long an alert that is firing and that nobody acknowledged is told again; 4 hours unless told. */
  readonly repeatEvery?: Duration;
  /** Messages in any hour that one alert may cause, on each channel; what comes more often is put together. 6 unless told. */
  readonly mostPerHour?: number;
}

export interface NotifyDefinition {
  readonly channels: Readonly<Record<string, ChannelSpec>>;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatMs: number;
  readonly mostPerHour: number;
}

/** What `options` mean; nobody is told where there are none. */
export function resolveNotify(options: NotifyOptions = { channels: {} }): NotifyDefinition {
  const { channels, groupWait = "30s", groupInterval = "5m", repeatEvery = "4h", mostPerHour = 6 } = options;
  return {
    channels,
    groupWaitMs: waitMs(groupWait),
    groupIntervalMs: waitMs(groupInterval),
    repeatMs: durationMicros(repeatEvery) / 1_000,
    mostPerHour,
  };
}

/** A wait may be none, where another duration is positive. */
function waitMs(duration: Duration): number {
  return /^0+(ms|s|m|h|d|w)$/.test(duration) ? 0 : durationMicros(duration) / 1_000;
}
