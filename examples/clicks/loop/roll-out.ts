/** Rollouts between two looks: judged as after each round of the monitors, and once begun by hand. */
import { AirworthyError } from "../../../src/core/error.ts";
import { listRollouts, rolloutHistory } from "../../../src/io/store/index.ts";
import { beginRollout } from "../../../src/pipeline/rollout.ts";
import { rolloutRound } from "../../../src/pipeline/rollout-round.ts";
import { trainInSeconds } from "./bad-version.ts";
import { badVersion, dayMs, onDay } from "./calendar.ts";
import type { Scene, Span } from "./scene.ts";

/** The running rollout is looked at as the job of the monitors does after each of its rounds. */
export async function rollOut({ definition, shop, clock }: Scene): Promise<void> {
  const { store, workspace } = shop;
  await rolloutRound({ definition, workspace, store, log: store }, { now: () => clock.now });
}

/** One day somebody puts a version of their own straight into canary. */
export async function force(scene: Scene, { from, to }: Span): Promise<void> {
  const { definition, shop, clock, emit, visits, directory } = scene;
  const { day, trainedFromDay, share } = badVersion;
  const at = onDay(day);
  if (at <= from || at > to) return;
  const now = () => clock.now;
  const known = visits.filter((visit) => visit.at >= onDay(trainedFromDay) && visit.at < to - 2 * dayMs);
  const { version, accuracy } = await trainInSeconds(known, { definition, directory, now });
  const { store, workspace } = shop;
  const project = { definition, store, workspace, now: clock.now };
  const by = "somebody in a hurry";
  const refused = await refusalOf(beginRollout(project, { version, mode: "canary", share, by }));
  emit({ kind: "forced", at: clock.now, version, accuracy, share, refused });
}

/** Why a rollout could not begin; null where it did. */
async function refusalOf(begun: Promise<unknown>): Promise<string | null> {
  try {
    await begun;
    return null;
  } catch (cause) {
    if (cause instanceof AirworthyError && cause.code === "ROLLOUT_REFUSED") return cause.message;
    throw cause;
  }
}

/** Tells what happened to rollouts, and lets the server follow. */
export async function tellRollouts({ definition, shop, told, seen, emit }: Scene): Promise<void> {
  const { store } = shop;
  let isMoved = false;
  const rollouts = (await listRollouts(store, definition.name)).toReversed();
  for (const { id: rollout, version, champion, by } of rollouts) {
    const entries = (await rolloutHistory(store, rollout)).filter(({ change }) => change !== "checked");
    const fresh = entries.slice(told.get(rollout) ?? 0);
    for (const { at, change, mode, share, reason, checks } of fresh)
      emit({ kind: "rollout", at, rollout, version, champion, by, change, mode, share, reason, checks });
    told.set(rollout, entries.length);
    isMoved ||= fresh.length > 0;
  }
  if (!isMoved) return;
  seen.clear();
  await shop.settle();
}
