/** What becomes of a rollout: pure, from what both versions did to the next step, promotion, the way back, or waiting. */
import { formatSpan } from "../format.ts";
import { type RolloutCheck, type RolloutGate, rolloutGates } from "./check.ts";
import { gateRules } from "./gate-rules.ts";
import type { RolloutReadings } from "./reading.ts";
import { nextPlace, type Rollout, type RolloutPlace } from "./rollout.ts";

export type RolloutDecision = { readonly reason: string; readonly checks: readonly RolloutCheck[] } & (
  | { readonly kind: "wait" | "promote" | "roll back" }
  | { readonly kind: "next step"; readonly place: RolloutPlace }
);

export interface JudgeOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Why nothing could be measured; null where it could. */
  readonly why?: string;
}

/** Judges a running rollout by `readings`, null where nothing could be measured. What is not known is never a pass. */
export function judgeRollout(
  rollout: Rollout,
  readings: RolloutReadings | null,
  { now, why = "nothing was measured" }: JudgeOptions,
): RolloutDecision {
  const checks = readings === null ? [] : checksOf(rollout, readings);
  const breach = breaches(checks);
  if (breach.length > 0) return { kind: "roll back", reason: `${sentences(breach)}.`, checks };
  const open = readings === null ? null : openGates(rollout, checks);
  const lastsMs = rollout.mode === "shadow" ? rollout.plan.shadow.forMs : rollout.plan.canary.eachMs;
  const passedMs = (readings?.to ?? rollout.stepSince) - rollout.stepSince;
  if (open?.length === 0 && passedMs >= lastsMs) return forward(rollout, checks);
  const held = open === null ? `it cannot be measured: ${why}` : sentences(open);
  if (now - rollout.stepSince >= rollout.plan.giveUpAfterMs) {
    const span = formatSpan(now - rollout.stepSince);
    const wanted = held === "" ? "the step never lasted its time in what was measured" : held;
    return { kind: "roll back", reason: `The step was not passed in ${span}: ${wanted}.`, checks };
  }
  const time = passedMs >= lastsMs ? "" : `the step lasts ${formatSpan(lastsMs - passedMs)} more`;
  return { kind: "wait", reason: `Waits: ${[held, time].filter((part) => part !== "").join("; ")}.`, checks };
}

function checksOf(rollout: Rollout, readings: RolloutReadings): readonly RolloutCheck[] {
  return rolloutGates.flatMap((gate) => {
    const { modes, check } = gateRules[gate];
    const found = modes.includes(rollout.mode) ? check(readings, rollout) : null;
    return found === null ? [] : [{ gate, ...found }];
  });
}

/** What labels say goes before what scores promise. */
function breaches(checks: readonly RolloutCheck[]): readonly RolloutCheck[] {
  const isMeasured = verdict(checks, "quality") === "pass";
  return checks.filter((check) => check.verdict === "breach" && !(check.gate === "estimate" && isMeasured));
}

/** What keeps it from going on. */
function openGates(rollout: Rollout, checks: readonly RolloutCheck[]): readonly RolloutCheck[] {
  const always = checks.filter(
    (check) => check.verdict !== "pass" && check.gate !== "quality" && check.gate !== "estimate",
  );
  return [...always, ...openQuality(rollout, checks)];
}

/** A step goes on by the estimate while labels cannot tell; promotion wants labels, unless the plan says otherwise. */
function openQuality(rollout: Rollout, checks: readonly RolloutCheck[]): readonly RolloutCheck[] {
  if (rollout.mode === "shadow" || verdict(checks, "quality") === "pass") return [];
  const isLast = nextPlace(rollout.plan, rollout.step) === null;
  const estimate = checks.filter((check) => check.gate === "estimate" && check.verdict !== "pass");
  if (isLast && rollout.plan.withoutLabels === "wait") return checks.filter(({ gate }) => gate === "quality");
  return estimate;
}

function verdict(checks: readonly RolloutCheck[], gate: RolloutGate): RolloutCheck["verdict"] | null {
  return checks.find((check) => check.gate === gate)?.verdict ?? null;
}

function forward(rollout: Rollout, checks: readonly RolloutCheck[]): RolloutDecision {
  const place = nextPlace(rollout.plan, rollout.step);
  const found = `${sentences(checks.filter((check) => check.verdict === "pass"))}.`;
  if (place === null) return { kind: "promote", reason: `Every gate passed: ${found}`, checks };
  return { kind: "next step", place, reason: `Every gate passed: ${found}`, checks };
}

function sentences(checks: readonly RolloutCheck[]): string {
  return checks.map(({ sentence }) => sentence).join("; ");
}
