/** The measure of each kind of monitor: a kind without one does not compile. */
import type { MonitorKind } from "../../../core/monitor/index.ts";
import { driftReadings } from "../drift/index.ts";
import { measureSkew, measureStaleness } from "./champion.ts";
import { type Measure, nothing } from "./measure.ts";
import { measureMissing, measureTraffic } from "./predictions.ts";
import { measureCoverage, measureEstimate, measureMetric } from "./quality.ts";
import { measureErrors, measureLatency } from "./requests.ts";

export { completeReadings } from "./complete-readings.ts";
export { type Measure, type MeasureContext, nothing } from "./measure.ts";

export type Measures = { readonly [K in MonitorKind]: Measure<K> };

export const measures: Measures = {
  quality: measureMetric,
  estimatedAccuracy: measureEstimate,
  latencyMs: measureLatency,
  errorShare: measureErrors,
  drift: async ({ monitor, window, profiles, package: packageOf }) => {
    const found = driftReadings({ package: await packageOf(), window, profiles: await profiles() }, monitor);
    if (found.length > 0) return found;
    return [nothing(monitor, window, { why: "there was nothing in the window to compare" })];
  },
  missingShare: measureMissing,
  staleness: measureStaleness,
  traffic: measureTraffic,
  labelCoverage: measureCoverage,
  skew: measureSkew,
};
