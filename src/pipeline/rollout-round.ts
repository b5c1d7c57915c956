/**
 * One look at the running rollout: what both versions did is measured and judged, and the judgement is carried out. The
 * round is one process's at a time; what another has changed meanwhile is left as it is.
 */
import { AirworthyError } from "../core/error.ts";
import {
  judgeRollout,
  type Rollout,
  type RolloutCheck,
  type RolloutDecision,
  type RolloutReadings,
} from "../core/rollout/index.ts";
import {
  endRollout,
  listAliases,
  listRollouts,
  noteRollout,
  rolloutHistory,
  rollUpState,
  runningRollout,
  stepRollout,
} from "../io/store/index.ts";
import { readRollout } from "../stages/8-monitor/index.ts";
import { attempt } from "./attempt.ts";
import type { MonitorInput, RoundOptions } from "./monitor-round.ts";
import { promote } from "./promote.ts";
import { tellRollbacks } from "./tell-rollbacks.ts";

export interface RolloutRound {
  /** As it is after the round. */
  readonly rollout: Rollout;
  readonly decision: RolloutDecision["kind"] | "cancel";
  /** Why, a sentence for people. */
  readonly reason: string;
  readonly checks: readonly RolloutCheck[];
  /** What was judged; null where nothing could be measured. */
  readonly readings: RolloutReadings | null;
}

/** Judges the running rollout and acts; null where none is running. STORE_UNUSABLE. */
export async function rolloutRound(
  input: MonitorInput,
  { now = Date.now }: RoundOptions = {},
): Promise<RolloutRound | null> {
  const { definition, store, log } = input;
  const { name: model } = definition;
  const rollout = await runningRollout(store, model);
  const round = rollout === null ? null : await judgeAndAct(input, rollout, now());
  await tellRollbacks({ store, log, model, now: now() });
  return round;
}

/** What is measured of a running rollout now, and what would become of it; nothing is changed. */
export async function measureRollout(
  { store, log }: Pick<MonitorInput, "store" | "log">,
  rollout: Rollout,
  now: number,
): Promise<{ readonly readings: RolloutReadings | null; readonly decision: RolloutDecision }> {
  const found = await attempt(async () => {
    const { rolledTo } = await rollUpState(log);
    const canarySince = await canaryStart({ store }, rollout);
    return await readRollout(log, rollout, { canarySince, to: rolledTo });
  });
  const why = found.why ?? "the log is not rolled up yet";
  return { readings: found.result, decision: judgeRollout(rollout, found.result, { now, why }) };
}

async function judgeAndAct(input: MonitorInput, rollout: Rollout, now: number): Promise<RolloutRound> {
  const { store } = input;
  const champion = (await listAliases(store, rollout.model)).champion ?? null;
  if (champion !== rollout.champion) {
    const reason = `The champion is ${champion === null ? "gone" : `version ${champion} now`}, not version ${rollout.champion}, against which it was measured.`;
    await endRollout(store, rollout, { state: "cancelled", reason, checks: [], now });
    return await told(input, rollout, { decision: "cancel", reason, checks: [], readings: null });
  }
  const { readings, decision } = await measureRollout(input, rollout, now);
  const { kind, reason, checks } = decision;
  await act(input, { rollout, decision, now });
  return await told(input, rollout, { decision: kind, reason, checks, readings });
}

interface Act {
  readonly rollout: Rollout;
  readonly decision: RolloutDecision;
  readonly now: number;
}

async function act({ store, workspace }: MonitorInput, { rollout, decision, now }: Act): Promise<void> {
  const { reason, checks } = decision;
  const note = { reason, checks, now };
  switch (decision.kind) {
    case "wait":
      await noteRollout(store, rollout, note);
      return;
    case "next step":
      await stepRollout(store, rollout, { ...note, place: decision.place });
      return;
    case "roll back":
      await endRollout(store, rollout, { ...note, state: "rolledBack" });
      return;
    case "promote": {
      const { model: name, version } = rollout;
      // It was forced or it passed when it began: its gates were asked then.
      try {
        const ends = { rollout, end: note };
        await promote({ store, workspace, name, now }, { version, force: true, rollout: ends });
      } catch (cause) {
        if (!(cause instanceof AirworthyError) || cause.code === "PROMOTION_REFUSED") throw cause;
        const failed = `Every gate passed, but it cannot be promoted: ${cause.message}`;
        await endRollout(store, rollout, { ...note, reason: failed, state: "rolledBack" });
      }
      return;
    }
    default:
      decision satisfies never;
  }
}

/** The round with the rollout as the store has it now. */
async function told(
  { store }: MonitorInput,
  rollout: Rollout,
  round: Omit<RolloutRound, "rollout">,
): Promise<RolloutRound> {
  const all = await listRollouts(store, rollout.model);
  return { rollout: all.find(({ id }) => id === rollout.id) ?? rollout, ...round };
}

/** When it began to answer entities; when its step began, where it does not. */
async function canaryStart({ store }: Pick<MonitorInput, "store">, rollout: Rollout): Promise<number> {
  const history = await rolloutHistory(store, rollout.id);
  return history.find(({ mode }) => mode === "canary")?.at ?? rollout.stepSince;
}
