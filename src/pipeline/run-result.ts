/** What a run returns: the document of `airworthy run --json`, whose names are a contract. */
import type { EpochReport, StageName, StageSummary } from "../core/progress.ts";
import type { AliasName } from "../io/store/index.ts";
import type { Collected } from "../stages/1-collect/index.ts";
import type { Cleaned } from "../stages/2-clean/index.ts";
import type { FeatureTable } from "../stages/3-features/index.ts";
import type { Split, Trained } from "../stages/4-train/index.ts";
import type { GateResult, ValidationReport } from "../stages/5-validate/index.ts";
import type { Packaged } from "../stages/6-package/index.ts";
import type { Joined, LabelCheck } from "../stages/9-retrain/index.ts";

export interface PackageResult {
  readonly version: number;
  /** The directory of the package. */
  readonly path: string;
  readonly shipped: Packaged["shipped"];
  readonly candidates: Packaged["candidates"];
  /** Null where a gate on latency or size failed: the version is kept but not used. */
  readonly alias: AliasName | null;
}

export interface RunResult {
  readonly run: string;
  readonly name: string;
  readonly status: "passed" | "failed";
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly stages: readonly StageSummary[];
  readonly epochs: readonly EpochReport[];
  readonly metrics: ValidationReport["metrics"];
  /** Those of the model, then those of its package; packaging's are missing where the model failed. */
  readonly gates: readonly GateResult[];
  /** Null where a gate of the model failed. */
  readonly package: PackageResult | null;
  readonly collecting: Omit<Collected, "flow" | "note">;
  /** What was joined of a server's records; null where the run learned from the source alone. */
  readonly feedback: Omit<JoinedFeedback, "flow" | "note"> | null;
  readonly cleaning: Omit<Cleaned, "flow" | "note">;
  readonly features: FeatureTable["features"];
  readonly split: Omit<Split, "flow" | "note">;
  readonly training: Omit<Trained, "flow" | "note" | "epochs">;
  readonly validation: Omit<ValidationReport, "flow" | "note" | "metrics" | "gates">;
  readonly warnings: readonly { readonly stage: StageName; readonly message: string }[];
}

/** What was joined, and how its labels were found; null where nobody could tell. */
export interface JoinedFeedback extends Joined {
  readonly labels: LabelCheck | null;
}

/** What the stages of one run returned. */
export interface StageResults {
  readonly collected: Collected;
  readonly feedback: JoinedFeedback | null;
  readonly cleaned: Cleaned;
  readonly features: FeatureTable;
  readonly split: Split;
  readonly trained: Trained;
  readonly report: ValidationReport;
  readonly packaged: (PackageResult & Pick<Packaged, "gates">) | null;
}

export type RunFacts = Pick<RunResult, "run" | "name" | "startedAt" | "durationMs" | "stages" | "warnings">;

/** The document of a run. */
export function runResult(facts: RunFacts, results: StageResults): RunResult {
  const { packaged } = results;
  const { flow: _c, note: _cn, ...collecting } = results.collected;
  const { flow: _k, note: _kn, ...cleaning } = results.cleaned;
  const { flow: _s, note: _sn, ...split } = results.split;
  const { flow: _t, note: _tn, epochs, ...training } = results.trained;
  const { flow: _v, note: _vn, metrics, gates: modelGates, ...validation } = results.report;
  const gates = [...modelGates, ...(packaged?.gates ?? [])];
  const { run, name, startedAt, durationMs, stages, warnings } = facts;
  return {
    run,
    name,
    status: validation.passed && gates.every(({ passed }) => passed) ? "passed" : "failed",
    startedAt,
    durationMs,
    stages,
    epochs,
    metrics,
    gates,
    package: packaged === null ? null : packageDocument(packaged),
    collecting,
    feedback: feedbackDocument(results.feedback),
    cleaning,
    features: results.features.features,
    split,
    training,
    validation,
    warnings: warnings.map(({ stage, message }) => ({ stage, message })),
  };
}

/** The epochs from what the random weights answered; of a run that did not keep this, the epochs alone. */
export function epochsFromStart({ training, epochs }: Pick<RunResult, "training" | "epochs">): EpochReport[] {
  return [training.beforeTraining ?? [], epochs].flat();
}

function feedbackDocument(joined: JoinedFeedback | null): RunResult["feedback"] {
  if (joined === null) return null;
  const { flow: _, note: _n, ...rest } = joined;
  return rest;
}

function packageDocument({ gates: _, ...rest }: PackageResult & Pick<Packaged, "gates">): PackageResult {
  return rest;
}
