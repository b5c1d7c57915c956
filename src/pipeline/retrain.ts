/**
 * A challenger from the newest data and feedback, measured against the champion on the same unseen rows; the policy says
 * whether it takes its place. What was decided, and why, is kept.
 */
import { join } from "node:path";
import {
  type Definition,
  feedbackPolicyOf,
  type PromotionPolicy,
  type PromotionWay,
  settledSource,
} from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { quoteIdentifier } from "../io/engine.ts";
import { parquetTable } from "../io/parquet-table.ts";
import { findRun, recordDecision, requireVersion, type Store } from "../io/store/index.ts";
import { exists, workspaceOf } from "../io/workspace.ts";
import { type RunOptions, type RunResult, run } from "../pipeline.ts";
import {
  compareSettled,
  type Decision,
  decide,
  type LabelScope,
  type SettledComparison,
} from "../stages/9-retrain/index.ts";
import { withEngine } from "./predict.ts";
import { promote } from "./promote.ts";
import { beginRollout } from "./rollout.ts";
import { watchedChampion } from "./watched-champion.ts";

export interface RetrainOptions extends Omit<RunOptions, "recorded" | "register" | "projectDirectory"> {
  readonly projectDirectory: string;
  /** The project's store. */
  readonly store: Store;
  /** Where the event log is; may be the same. */
  readonly log: Store;
  /** As the definition has it unless told. */
  readonly policy?: PromotionPolicy;
  /** Trains and measures, and builds, registers and promotes nothing. */
  readonly dryRun?: boolean;
}

export interface Retrained {
  readonly run: RunResult;
  /** The champion when it began. */
  readonly champion: number;
  readonly decision: Decision;
  readonly dryRun: boolean;
  /** How it is promoted where the decision is to. */
  readonly through: PromotionWay;
  /** Of the challenger's unseen rows, how many the champion had learned from; null where nobody can tell. */
  readonly seenByChampion: number | null;
}

/**
 * Retrains; NOT_FOUND where there is no champion, NO_ROWS where no server recorded an event, else what {@link run} fails
 * with.
 */
export async function retrain(definition: Definition, options: RetrainOptions): Promise<Retrained> {
  const { store, log, dryRun = false, now = Date.now, ...runOptions } = options;
  const { policy = definition.retrain?.promote ?? "manual" } = options;
  const { windowMs = definition.retrain?.windowMs ?? null } = options;
  const { name } = definition;
  const before = await requireVersion(store, name, "champion");
  const register = dryRun ? "nothing" : "challenger";
  const trustLabels = [...trustedScopes(definition), ...(options.trustLabels ?? [])];
  const result = await run(definition, {
    ...runOptions,
    now,
    recorded: log,
    register,
    trustLabels,
    windowMs,
  });
  const measured = result.validation.champion;
  // A comparison with another version says nothing of the one that answers.
  const comparison = measured?.version === before.version ? measured : null;
  const labels = result.feedback?.labels ?? null;
  const settled = await onSettledRows({ definition, options, run: result.run });
  const decision = decide({ policy, gates: result.gates, comparison, labels, settled, split: result.split });
  const seenByChampion = await countSeen({ definition, options, runs: [before.run, result.run] });
  const version = result.package?.version ?? null;
  const retrained = {
    run: result,
    champion: before.version,
    dryRun,
    through: wayOf(definition),
    seenByChampion,
  };
  if (dryRun) return { ...retrained, decision };
  const taken = decision.promote && version !== null ? await take({ definition, options, version }) : [];
  const decided = { ...decision, reasons: [...decision.reasons, ...taken] };
  const details = { run: result.run, version, champion: before.version, ...decided, seenByChampion };
  await recordDecision(store, name, { at: now(), ...details });
  return { ...retrained, decision: decided };
}

/** The sources that the config trusts, and what a person settled. */
function trustedScopes(definition: Definition): LabelScope[] {
  const policy = feedbackPolicyOf(definition);
  const sources = policy.kind === "trusted" ? policy.sources : [];
  return [settledSource, ...sources].map((source) => ({ source }));
}

interface OnSettledRows {
  readonly definition: Definition;
  readonly options: RetrainOptions;
  /** Of the challenger. */
  readonly run: string;
}

async function onSettledRows({
  definition,
  options,
  run: own,
}: OnSettledRows): Promise<SettledComparison | null> {
  const { store, projectDirectory, signal } = options;
  const workspace = workspaceOf(projectDirectory);
  const champion = await watchedChampion({ definition, store, workspace });
  const { keys } = await findRun(store, own);
  const challenger = join(workspace.snapshot(keys.validate ?? ""), "model.onnx");
  if (champion === null || !(await exists(challenger))) return null;
  const { validation, model } = champion;
  return await withEngine(signal === undefined ? {} : { signal }, (context) =>
    compareSettled({ definition, validation, challenger, champion: model }, context),
  );
}

interface Take {
  readonly definition: Definition;
  readonly options: RetrainOptions;
  readonly version: number;
}

/** Promotes it, or begins the rollout that the definition wants; what is to be said of that. */
async function take({ definition, options, version }: Take): Promise<readonly string[]> {
  const { store, projectDirectory, now = Date.now } = options;
  const workspace = workspaceOf(projectDirectory);
  const through = wayOf(definition);
  if (through === "at once") {
    await promote({ store, workspace, name: definition.name, now: now() }, { version });
    return [];
  }
  try {
    const project = { definition, store, workspace, now: now() };
    await beginRollout(project, { version, mode: through, by: "retraining" });
    return [
      `A rollout decides the rest: it has begun ${through === "shadow" ? "in shadow" : "as a canary"}.`,
    ];
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "ROLLOUT_REFUSED") throw cause;
    return [`No rollout has begun: ${cause.message}`];
  }
}

function wayOf({ retrain }: Definition): PromotionWay {
  return retrain?.through ?? "at once";
}

interface CountSeen {
  readonly definition: Definition;
  readonly options: RetrainOptions;
  /** Of the champion, and of the challenger. */
  readonly runs: readonly [string, string];
}

async function countSeen({ definition, options, runs }: CountSeen): Promise<number | null> {
  const { store, projectDirectory, signal } = options;
  const { id } = definition.events;
  if (id === null) return null;
  const workspace = workspaceOf(projectDirectory);
  const [theirs, ours] = await Promise.all(
    runs.map(async (run) => workspace.snapshot((await findRun(store, run)).keys.split ?? "")),
  );
  const [learned, unseen] = [join(theirs ?? "", "train.parquet"), join(ours ?? "", "validation.parquet")];
  if (!(await exists(learned)) || !(await exists(unseen))) return null;
  const ids = (path: string) => `(SELECT ${quoteIdentifier(id)} AS id FROM ${parquetTable(path)})`;
  return await withEngine(signal === undefined ? {} : { signal }, async ({ engine }) => {
    const [row] = await engine.all(
      `SELECT count(*) AS seen FROM ${ids(unseen)} u WHERE EXISTS (SELECT 1 FROM ${ids(learned)} l WHERE l.id = u.id)`,
    );
    return Number(row?.seen);
  });
}
