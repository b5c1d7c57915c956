/** The types of the `monitor` section: what each kind of monitor takes, and which task it has a meaning for. */

import type { Metric, MetricOf, metricTable, Task } from "../metric.ts";
import type { Severity } from "../monitor/index.ts";
import type { LatencyPhase } from "../profile/index.ts";
import type { Duration } from "../time.ts";

interface MonitorChoices {
  /** What its alerts are called; the kind and what sets it apart unless told. */
  readonly name?: string;
  /** How long the window is, in whole minutes: `"1d"`. */
  readonly over?: Duration;
  /** How long the condition must hold before the alert fires; not at all unless told. */
  readonly for?: Duration | "0s";
  /** With fewer labels, predictions or requests in the window there is no data. */
  readonly leastSample?: number;
  readonly severity?: Severity;
  /** Where it is written what to do. */
  readonly runbook?: string;
  /** Stay on until somebody acknowledges it; true for quality and latency unless told. */
  readonly latch?: boolean;
  /** Compare the bare value, not its 95% interval. */
  readonly strict?: boolean;
}

interface Below extends MonitorChoices {
  readonly alertBelow: number;
  /** The condition is over where the value is at least this; `alertBelow` unless told. */
  readonly resolveAbove?: number;
}

interface Above<V = number> extends MonitorChoices {
  readonly alertAbove: V;
  /** The condition is over where the value is at most this; `alertAbove` unless told. */
  readonly resolveBelow?: V;
}

interface Sliced<S extends string> {
  /** One of `validation.slices`: each of its values is watched on its own. */
  readonly slice?: S;
}

/** One monitor of a kind, or several. */
type Some<M> = M | readonly M[];

type QualityMetric<T extends Task> = {
  [M in MetricOf<T>]: (typeof metricTable)[M]["measuredBy"] extends "validate" ? M : never;
}[MetricOf<T>];

type QualityOption<M extends Metric, S extends string> = Sliced<S> &
  ((typeof metricTable)[M]["better"] extends "higher" ? Below : Above);

type QualityOptions<T extends Task, S extends string> = {
  readonly [M in QualityMetric<T>]?: Some<QualityOption<M, S>>;
};

interface WatchOptions<S extends string> {
  /** Accuracy expected from the calibrated scores, while labels are out. */
  readonly estimatedAccuracy?: Some<Below & Sliced<S>>;
  /** Milliseconds; the 99th percentile unless told, `"max"` for any request at all. */
  readonly latencyMs?: Some<
    Above & {
      readonly percentile?: number | "max";
      readonly phase?: LatencyPhase;
    }
  >;
  readonly errorShare?: Some<Above>;
  /** In multiples of the threshold, which is learned from the baseline's reference windows; above 1 unless told. */
  readonly drift?: Some<
    Partial<Above> & { readonly columns?: readonly string[]; readonly threshold?: number }
  >;
  readonly missingShare?: Some<Above & { readonly columns?: readonly string[] }>;
  /** The age of the newest row trained on, or of the package. */
  readonly staleness?: Some<Above<Duration> & { readonly of?: "data" | "package" }>;
  /** Predictions in the window. */
  readonly traffic?: Some<Below>;
  readonly labelCoverage?: Some<Below>;
  /** The share of predictions that `replay` makes otherwise; above 0 unless told. */
  readonly skew?: Some<Partial<Above>>;
}

/** What `monitor` may hold: metrics that mean something for the task, and the kinds that watch the rest. */
export type MonitorOptions<T extends Task, S extends string> = QualityOptions<T, S> & WatchOptions<S>;
