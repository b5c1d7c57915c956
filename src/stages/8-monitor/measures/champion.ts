/** What is known of the champion itself: how old it is, and whether serving and training still agree. */
import type { Reading } from "../../../core/monitor/index.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import { about, type Measure, nothing } from "./measure.ts";

/** The age at the window's end, in milliseconds: of the newest event trained or validated on, or of the package. */
export const measureStaleness: Measure<"staleness"> = async (context) => {
  const { monitor, window, builtAt } = context;
  const born = monitor.of === "package" ? builtAt : newestEvent(await context.package());
  if (born === null)
    return [nothing(monitor, window, { why: "the package does not tell how new its data is" })];
  const value = Math.max(0, window.to - born);
  return [{ ...about(monitor, window), count: 1, value, low: null, high: null }];
};

/** Epoch milliseconds, from the baseline of the time column, which is in microseconds. */
function newestEvent({ manifest, baseline }: Pick<LoadedPackage, "manifest" | "baseline">): number | null {
  const { time } = manifest.definition.events;
  const profile = baseline.profiles.find(({ role, name }) => role === "column" && name === time);
  return profile?.kind === "number" && profile.max !== null ? profile.max / 1_000 : null;
}

/** The share of the inputs' values that the batch stages make otherwise than serving did; all of a row that they refuse. */
export const measureSkew: Measure<"skew"> = async ({ monitor, window, replaySince }): Promise<Reading[]> => {
  const skew = await replaySince(window.from);
  if (skew === null || skew.predictions === 0)
    return [nothing(monitor, window, { why: "there was no prediction to replay" })];
  const { inputs, refused } = skew;
  const lost = refused.count * inputs.length;
  const compared = inputs.reduce((sum, input) => sum + input.compared, lost);
  const differing = inputs.reduce((sum, input) => sum + input.mismatches, lost);
  if (compared === 0) return [nothing(monitor, window, { why: "no value could be compared" })];
  return [
    {
      ...about(monitor, window),
      count: skew.predictions - skew.removed,
      value: differing / compared,
      low: null,
      high: null,
    },
  ];
};
