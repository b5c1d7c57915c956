import type { MonitorOf, Reading } from "../../../core/monitor/index.ts";
import type { WindowOf, WindowProfile } from "../../../core/profile/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import { driftOfProfiles } from "./drift-of-profiles.ts";
import type { JudgedSignal, SubjectDrift } from "./drift-report.ts";

export interface DriftReadingsInput {
  readonly package: Pick<LoadedPackage, "manifest" | "baseline">;
  readonly window: WindowOf;
  /** What the window holds. */
  readonly profiles: readonly WindowProfile[];
}

/**
 * One reading for each subject of the monitor: how many times its threshold the distance is, of its values or of its
 * missing share, whichever is more. The interval begins above 1 only where the subject has surely drifted, so that a
 * monitor that is not strict leaves the possible ones alone.
 */
export function driftReadings(input: DriftReadingsInput, monitor: MonitorOf<"drift">): Reading[] {
  const { window, profiles } = input;
  const { columns, threshold, leastSample } = monitor;
  const report = driftOfProfiles(input.package, profiles, {
    leastCount: leastSample,
    thresholdOf: () => threshold ?? undefined,
  });
  const watched = report.subjects.filter(({ name }) => columns === null || columns.includes(name));
  return watched.map((subject) => readingOf(subject, window, leastSample));
}

/** What a subject's drift is to a monitor. */
export function readingOf(
  subject: SubjectDrift,
  { from, to, version }: WindowOf,
  leastCount: number,
): Reading {
  const about = { measure: "drift", subject: subject.name, from, to, version } as const;
  const judged = [subject.values, subject.missing].filter((signal) => signal !== null);
  const [worst] = judged
    .filter(({ state }) => state !== "notEnoughData")
    .toSorted((one, other) => timesThreshold(other) - timesThreshold(one));
  const count = worst?.count ?? Math.max(0, ...judged.map((signal) => signal.count));
  if (worst === undefined || subject.state === "notEnoughData") {
    const why = `there are fewer than ${leastCount} values`;
    return { ...about, count, value: null, low: null, high: null, why };
  }
  const value = timesThreshold(worst);
  return { ...about, count, value, low: worst.state === "drift" ? value : Math.min(value, 1), high: value };
}

/** 1 where there is nothing to divide by: no distance is then beyond it. */
function timesThreshold({ distance, threshold }: JudgedSignal): number {
  return threshold > 0 ? distance / threshold : 1;
}
