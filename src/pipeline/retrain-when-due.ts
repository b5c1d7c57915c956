/** Retraining as a job: where the definition calls for it, by one process at a time. */
import { type Definition, hasTrigger, resolveRetrain } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { recordDecision, requireVersion, type Store } from "../io/store/index.ts";
import { dueRetraining } from "../stages/9-retrain/index.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type Retrained, retrain } from "./retrain.ts";
import { retrainingFacts } from "./retraining-facts.ts";

export interface RetrainWhenDueInput {
  readonly definition: Definition;
  readonly projectDirectory: string;
  /** The project's store. */
  readonly store: Store;
  /** Where the event log and the alerts are; may be the same. */
  readonly log: Store;
}

export interface RetrainWhenDueOptions {
  readonly signal: AbortSignal;
  /** Epoch milliseconds; Date.now unless told. */
  readonly now?: () => number;
}

/**
 * Retrains where it is due and no other process is at it; null where not. A retraining that fails is kept as a decision
 * with its reason, so that the cool-down holds for it, too, and fails here as well.
 */
export async function retrainWhenDue(
  input: RetrainWhenDueInput,
  { signal, now = Date.now }: RetrainWhenDueOptions,
): Promise<Retrained | null> {
  const { definition, log } = input;
  const { retrain: section } = definition;
  if (section === undefined || !hasTrigger(section)) return null;
  const isDue = async () => dueRetraining(section, await retrainingFacts({ ...input, now: now() })).isDue;
  if (!(await isDue())) return null;
  const work = () => retrainIfStillDue(input, { signal, now, isDue });
  return await oneAtATime(work, { name: `retraining of ${definition.name}`, store: log, now });
}

interface StillDue extends Required<RetrainWhenDueOptions> {
  readonly isDue: () => Promise<boolean>;
}

async function retrainIfStillDue(
  input: RetrainWhenDueInput,
  { signal, now, isDue }: StillDue,
): Promise<Retrained | null> {
  try {
    if (!(await isDue())) return null; // another was faster
    return await retrain(input.definition, { ...input, signal, now });
  } catch (cause) {
    if (!signal.aborted) await keepFailure(input, { cause, at: now() });
    throw cause;
  }
}

interface Failure {
  readonly cause: unknown;
  readonly at: number;
}

async function keepFailure(
  { definition, store }: RetrainWhenDueInput,
  { cause, at }: Failure,
): Promise<void> {
  const { name, retrain: section = resolveRetrain() } = definition;
  const { version: champion } = await requireVersion(store, name, "champion");
  const code = cause instanceof AirworthyError ? cause.code : "DEFECT";
  const message = cause instanceof Error ? cause.message : String(cause);
  const reasons = [`It could not be trained (${code}): ${message}`];
  const outcome = { promote: false, speaksAgainst: true, reasons, seenByChampion: null };
  await recordDecision(store, name, {
    at,
    run: null,
    version: null,
    champion,
    policy: section.promote,
    ...outcome,
  });
}
