/** What goes wrong later, and does not get through. */
import { formatCount, formatShare } from "../../../src/cli/render/format.ts";
import { wantedAccuracy } from "./calendar.ts";
import { eventsOf } from "./diary.ts";
import { changesOf, readingsOf, withBand } from "./evidence.ts";
import { rollbackStation } from "./rollout-stations.ts";
import type { StationRow } from "./station-row.ts";

export const trouble: readonly StationRow[] = [
  {
    title: "Poisoned labels: their challenger is refused",
    wanted: "a retraining after the poisoned batch that is refused, the champion unchanged",
    find(diary, after) {
      const poison = eventsOf(diary, "world").find(({ change }) => change === "poison");
      const fired = changesOf(diary, "accuracy", "firing").find(({ at }) => at >= (poison?.at ?? Infinity));
      const refused = eventsOf(diary, "retrained").find(({ at }) => at >= (fired?.at ?? Infinity));
      if (poison === undefined || fired === undefined || refused === undefined) return null;
      const changed = eventsOf(diary, "deployed").some(({ at }) => at >= after && at <= refused.at);
      if (refused.isPassed || changed || refused.at < after) return null;
      return {
        at: refused.at,
        text: `${formatCount(poison.labels)} labels of a partner, every other the wrong way round; the alert fires, retraining starts, and says: ${refused.reasons.join(" ")}`,
      };
    },
  },
  rollbackStation,
  {
    title: "At the end the model is good",
    wanted: `the last measured accuracy at ${formatShare(wantedAccuracy)} or above and no alert on accuracy on`,
    find(diary, after) {
      const last = readingsOf(diary, "quality").at(-1);
      const state = eventsOf(diary, "alert").findLast(({ monitor }) => monitor === "accuracy");
      const isOn = state?.phase === "firing" || state?.phase === "pending" || state?.phase === "acknowledged";
      if (last === undefined || last.at < after || (last.low ?? 0) < wantedAccuracy || isOn) return null;
      return { at: last.at, text: `version ${last.version} measures ${withBand(last)}` };
    },
  },
];
