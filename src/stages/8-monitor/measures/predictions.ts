/** What predictions tell without their labels: how many there were, and what was missing in them. */
import { wilsonInterval } from "../../../core/statistics/interval.ts";
import { about, type Measure, nothing } from "./measure.ts";
import { slicesOf } from "./quality.ts";

/** Predictions of every version: a promotion is no lull. None at all is a value, not no data. */
export const measureTraffic: Measure<"traffic"> = async ({ monitor, window, everyVersion }) => {
  const count = slicesOf(await everyVersion(), null).reduce((sum, { predicted }) => sum + predicted, 0);
  return [{ ...about(monitor, window), count, value: count, low: null, high: null }];
};

/** The share of missing values of each column and feature, with Wilson's interval. */
export const measureMissing: Measure<"missingShare"> = async ({ monitor, window, profiles }) => {
  const { columns } = monitor;
  const found = (await profiles()).flatMap((profile) =>
    "role" in profile && profile.role !== "prediction" && (columns?.includes(profile.name) ?? true)
      ? [profile]
      : [],
  );
  if (found.length === 0) return [nothing(monitor, window, { why: "there was no prediction in the window" })];
  return found.map(({ name, rows, missing }) =>
    rows === 0
      ? nothing(monitor, window, { subject: name, why: "there was no row in the window" })
      : { ...about(monitor, window, name), count: rows, ...wilsonInterval(missing, rows) },
  );
};
