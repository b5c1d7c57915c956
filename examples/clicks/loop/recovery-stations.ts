/** From the alert to a version that is good again, and an alert that somebody has seen. */
import { formatCount, formatShare } from "../../../src/cli/render/format.ts";
import { wantedAccuracy } from "./calendar.ts";
import { type Diary, eventsOf, type Retrained } from "./diary.ts";
import { changesOf, type Evidence, readingsOf, withBand } from "./evidence.ts";
import { canaryStation, shadowStation } from "./rollout-stations.ts";
import type { StationRow } from "./station-row.ts";

/** The retraining whose challenger was let pass, the first from `after` on. */
function passed(diary: Diary, after: number): (Retrained & { readonly version: number }) | null {
  const found = eventsOf(diary, "retrained").find(({ at, isPassed }) => at >= after && isPassed);
  if (found === undefined || found.version === null) return null;
  return { ...found, version: found.version };
}

export const recovery: readonly StationRow[] = [
  {
    title: "Retraining starts by itself",
    wanted: "a retraining that an alert called for",
    find(diary, after) {
      const found = passed(diary, after);
      if (found === null || found.calls.length === 0) return null;
      const earlier = eventsOf(diary, "retrained").filter(({ at }) => at < found.at).length;
      const tries =
        earlier === 0
          ? ""
          : `; ${formatCount(earlier)} before it had too little to learn from and was refused`;
      return { at: found.at, text: `${found.calls.join(" ")}${tries}`.replace(/\.;/, ";") };
    },
  },
  {
    title: "The challenger is better on the newest rows",
    wanted: "a loss surely lower than the champion's on rows that neither has seen",
    find(diary, after) {
      const found = passed(diary, after);
      const { accuracy, loss } = found ?? {};
      if (found === null || accuracy == null || loss == null || loss.high >= 0) return null;
      const [by, from, to] = [loss.value, loss.low, loss.high].map((each) =>
        each.toFixed(3).replace("-", "−"),
      );
      return {
        at: found.at,
        text: `version ${found.version} on ${formatCount(found.rows)} rows: accuracy ${withBand(accuracy)}, loss ${by} (${from} to ${to}) beside version ${found.champion}`,
      };
    },
  },
  shadowStation,
  canaryStation,
  {
    title: "Promotion",
    wanted: "the challenger as the champion",
    find(diary, after) {
      const deployed = eventsOf(diary, "deployed").find(({ at }) => at >= after);
      if (deployed === undefined || deployed.before === null) return null;
      return {
        at: deployed.at,
        text: `version ${deployed.version} takes the place of version ${deployed.before}; the server follows while it answers`,
      };
    },
  },
  {
    title: "Accuracy is back",
    wanted: `a measured accuracy of the new version whose whole interval is at ${formatShare(wantedAccuracy)} or above`,
    find(diary, after) {
      const deployed = eventsOf(diary, "deployed").findLast(({ at }) => at <= after);
      const back = readingsOf(diary, "quality").find(
        ({ at, version, low }) =>
          at >= after && version === deployed?.version && (low ?? 0) >= wantedAccuracy,
      );
      return back === undefined
        ? null
        : { at: back.at, text: `measured ${withBand(back)} on ${formatCount(back.count)} labels` };
    },
  },
  {
    title: "The alert was latched, and is acknowledged",
    wanted: "the alert still firing when the value was fine again, then acknowledged, then resolved",
    find: (diary, after) => acknowledgedAfter(diary, after),
  },
];

/** An alert on accuracy that stayed on although it was over, until a person acknowledged it. */
export function acknowledgedAfter(diary: Diary, after: number): Evidence | null {
  const over = changesOf(diary, "accuracy", "over").findLast(({ at }) => at <= after);
  const seen = changesOf(diary, "accuracy", "acknowledged").find(({ at }) => at >= after);
  const resolved = changesOf(diary, "accuracy", "resolved").find(({ at }) => at >= (seen?.at ?? Infinity));
  if (over?.phase !== "firing" || seen === undefined || resolved === undefined) return null;
  const fired = changesOf(diary, "accuracy", "firing").findLast(({ at }) => at < over.at);
  const breaches = changesOf(diary, "accuracy", "breached", "again").filter(
    ({ at }) => at > (fired?.at ?? 0) && at < seen.at,
  );
  const hours = Math.round((seen.at - over.at) / 3_600_000);
  return {
    at: seen.at,
    text: `${formatCount(breaches.length + 1)} breaches on record; firing for ${hours} h more after the value was fine, until "${seen.who}" wrote "${seen.note}"; then resolved`,
  };
}
