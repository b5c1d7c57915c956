import type { WindowProfile } from "../../../core/profile/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import { type DriftReport, type DriftReportOptions, reportDrift } from "./drift-report.ts";
import { driftSubjects, keyOf } from "./drift-subjects.ts";
import { countsOfWindow } from "./value-counts.ts";

/** The drift of a window of live profiles, counted on the bins of the package's baseline, from that baseline. */
export function driftOfProfiles(
  loaded: Pick<LoadedPackage, "manifest" | "baseline">,
  profiles: readonly WindowProfile[],
  options: DriftReportOptions = {},
): DriftReport {
  const counts = new Map(
    profiles.flatMap((profile) =>
      "role" in profile ? [[keyOf(profile), countsOfWindow(profile)] as const] : [],
    ),
  );
  const input = {
    subjects: driftSubjects(loaded),
    countsOf: (one: Parameters<typeof keyOf>[0]) => counts.get(keyOf(one)),
  };
  return reportDrift(input, options);
}
