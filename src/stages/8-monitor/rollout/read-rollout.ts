/** What both versions of a rollout did since its step began, from the profiles of the log's store. */
import type { ShadowWindow, WindowOf, WindowProfile } from "../../../core/profile/index.ts";
import {
  type Rollout,
  type RolloutReadings,
  type ServerReadings,
  scoreDistance,
} from "../../../core/rollout/index.ts";
import { countingServers, rolloutServers, type Store } from "../../../io/store/index.ts";
import { isRolledUp, readWindow } from "../roll-up/index.ts";
import { answeredReadings, scoresOf, shadowReadings } from "./version-readings.ts";

export interface ReadRolloutOptions {
  /** When the challenger began to answer entities; now where it is in shadow. Epoch milliseconds. */
  readonly canarySince: number;
  /** Up to when the log is rolled up. */
  readonly to: number;
}

const minuteMs = 60_000;
/** What went wrong in the step's first hours must not hide what goes wrong now. */
const recentMs = 10 * minuteMs;
/** A process that counted an answer so long ago may be gone. */
const answeredMs = 3 * minuteMs;

/** The readings, in whole minutes; null where the log is not rolled up to `to`. */
export async function readRollout(
  log: Store,
  rollout: Rollout,
  { canarySince, to: rolledTo }: ReadRolloutOptions,
): Promise<RolloutReadings | null> {
  const { model, version, champion, stepSince, mode, id } = rollout;
  const from = nextMinute(stepSince);
  const to = Math.max(from, rolledTo);
  const recent = Math.max(from, to - recentMs);
  const window = (of: number, since: number): WindowOf => ({ model, version: of, from: since, to });
  for (const one of [version, champion]) if (!(await isRolledUp(log, window(one, from)))) return null;
  const read = (of: number, since: number) =>
    since < to ? readWindow(log, window(of, since)) : Promise.resolve([]);
  const servers = await readServers(log, rollout, { from: Math.max(from, to - answeredMs), to });
  if (mode === "shadow") {
    const windows = [await read(version, recent), await read(version, from)].map((profiles) =>
      shadowOf(profiles, id),
    );
    const [newest, step] = windows;
    return { from, to, ...shadowReadings(newest, step), ...comparison(step), servers };
  }
  const since = Math.min(from, nextMinute(canarySince));
  const profilesOf = async (of: number) => ({
    recent: await read(of, recent),
    step: await read(of, from),
    whole: await read(of, since),
  });
  const [own, theirs] = [await profilesOf(version), await profilesOf(champion)];
  const { metric } = rollout.plan.gates;
  return {
    ...{ from, to, servers, agreement: null },
    challenger: answeredReadings(own, metric),
    champion: answeredReadings(theirs, metric),
    scores: distanceOf(own.step, theirs.step),
  };
}

function nextMinute(at: number): number {
  return Math.ceil(at / minuteMs) * minuteMs;
}

function shadowOf(profiles: readonly WindowProfile[], id: string): ShadowWindow | undefined {
  return profiles.find(
    (profile): profile is ShadowWindow => profile.kind === "shadow" && profile.name === id,
  );
}

function comparison(window: ShadowWindow | undefined): Pick<RolloutReadings, "agreement" | "scores"> {
  if (window === undefined) return { agreement: null, scores: null };
  const { rows, agreed, dropped, scores, championScores } = window;
  return {
    agreement: { rows, agreed, dropped },
    scores:
      rows === 0
        ? null
        : { distance: scoreDistance(scores, championScores), challenger: rows, champion: rows },
  };
}

function distanceOf(
  own: readonly WindowProfile[],
  theirs: readonly WindowProfile[],
): RolloutReadings["scores"] {
  const [scores, championScores] = [scoresOf(own), scoresOf(theirs)];
  const count = (all: typeof scores) => all.reduce((total, [, rows]) => total + rows, 0);
  const [challenger, champion] = [count(scores), count(championScores)];
  if (challenger === 0 || champion === 0) return null;
  return { distance: scoreDistance(scores, championScores), challenger, champion };
}

/** A process that left has stopped following; one that answers and never told of the rollout does not follow it. */
async function readServers(
  log: Store,
  { id, model, champion }: Rollout,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ServerReadings> {
  const told = await rolloutServers(log, id);
  const known = new Set(told.map(({ server }) => server));
  const answering = from < to ? await countingServers(log, { model, version: champion, from, to }) : [];
  return {
    ready: told.filter(({ state }) => state === "ready").length,
    refused: told.find(({ state }) => state === "refused")?.why ?? null,
    absent: answering.filter((server) => !known.has(server)).length,
  };
}
