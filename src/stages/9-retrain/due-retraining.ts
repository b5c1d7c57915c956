/** Whether a challenger is to be trained though nobody asked: what calls for it, and what holds it back. */
import type { RetrainDefinition } from "../../core/definition/index.ts";
import { countOf, formatCount, formatSpan } from "../../core/format.ts";

export interface RetrainingFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the newest version was built. */
  readonly newestVersionAt: number;
  /** When earlier retrainings were decided, in any order: the last one, and all of the last day. */
  readonly decidedAt: readonly number[];
  /** Labels that were reported since the last of them; 0 where the definition does not ask. */
  readonly newLabels: number;
  /** Monitors of the model's quality whose alert began to fire since the last of them and is on. */
  readonly firing: readonly string[];
}

export interface DueRetraining {
  /** Something calls for it, and nothing holds it back. */
  readonly isDue: boolean;
  /** What calls for it, in sentences. */
  readonly calls: readonly string[];
  /** What holds it back, in a sentence; null where nothing does. */
  readonly held: string | null;
}

const dayMs = 86_400_000;

/** Decides by the definition's triggers, its cool-down and its limit a day. */
export function dueRetraining(definition: RetrainDefinition, facts: RetrainingFacts): DueRetraining {
  const calls = triggers.flatMap((trigger) => trigger(definition, facts) ?? []);
  const held = brake(definition, facts);
  return { isDue: calls.length > 0 && held === null, calls, held };
}

type Trigger = (definition: RetrainDefinition, facts: RetrainingFacts) => string | null;

const triggers: readonly Trigger[] = [
  ({ onAlert }, { firing }) => {
    if (!onAlert || firing.length === 0) return null;
    return `${countOf(firing.length, "alert")} on the model's quality fired: ${firing.join(", ")}.`;
  },
  ({ everyMs }, { now, newestVersionAt }) => {
    if (everyMs === null || now - newestVersionAt < everyMs) return null;
    return `The newest version is ${formatSpan(now - newestVersionAt)} old, wanted every ${formatSpan(everyMs)}.`;
  },
  ({ newLabels: wanted }, { newLabels }) => {
    if (wanted === null || newLabels < wanted) return null;
    return `${formatCount(newLabels)} labels were reported since the last time, wanted at ${formatCount(wanted)}.`;
  },
];

function brake(
  { coolDownMs, perDay }: RetrainDefinition,
  { now, decidedAt }: RetrainingFacts,
): string | null {
  const last = Math.max(...decidedAt);
  if (now - last < coolDownMs)
    return `The last retraining was ${formatSpan(now - last)} ago, and the cool-down is ${formatSpan(coolDownMs)}.`;
  const today = decidedAt.filter((at) => now - at < dayMs).length;
  return today < perDay ? null : `There were ${today} retrainings in 24 hours, and ${perDay} are the limit.`;
}
