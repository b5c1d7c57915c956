/** A measure: what a monitor of one kind reads of a window. */
import type { MonitorKind, MonitorOf, Reading } from "../../../core/monitor/index.ts";
import type { WindowOf, WindowProfile } from "../../../core/profile/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import type { VersionSkew } from "../../7-serve/index.ts";

export interface MeasureContext<K extends MonitorKind> {
  readonly monitor: MonitorOf<K>;
  /** Of the champion. */
  readonly window: WindowOf;
  /** What the window holds; read once for all monitors that ask. */
  readonly profiles: () => Promise<readonly WindowProfile[]>;
  /** What the same time holds of every version of the model. */
  readonly everyVersion: () => Promise<readonly WindowProfile[]>;
  /** The champion's; PACKAGE_INVALID. */
  readonly package: () => Promise<Pick<LoadedPackage, "manifest" | "baseline">>;
  /** When the champion's package was built, epoch milliseconds. */
  readonly builtAt: number;
  /** The champion's predictions since then, made again by the batch stages; null where it made none. */
  readonly replaySince: (since: number) => Promise<VersionSkew | null>;
}

/** One reading for each subject; what it throws is told as "cannot be measured". */
export type Measure<K extends MonitorKind> = (context: MeasureContext<K>) => Promise<readonly Reading[]>;

/** The part of a reading that says of what it is. */
export function about(
  { kind }: { readonly kind: MonitorKind },
  { from, to, version }: WindowOf,
  subject = "",
): Pick<Reading, "measure" | "subject" | "from" | "to" | "version"> {
  return { measure: kind, subject, from, to, version };
}

/** A reading without a value, and why. */
export function nothing(
  monitor: { readonly kind: MonitorKind },
  window: WindowOf,
  {
    subject = "",
    count = 0,
    why,
  }: { readonly subject?: string; readonly count?: number; readonly why: string },
): Reading {
  return { ...about(monitor, window, subject), count, value: null, low: null, high: null, why };
}
