/** Which version a new model is measured against, and which alias it earns: a worse model never replaces a better one. */
import { join } from "node:path";
import type { Definition } from "../core/definition/index.ts";
import type { Estimate } from "../core/metric.ts";
import { type AliasName, findRun, findVersion, type Store, type VersionRecord } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { ValidateInput, ValidationReport } from "../stages/5-validate/index.ts";
import type { RunResult } from "./run-result.ts";

export interface Reference {
  /** The champion as the run met it; what is decided holds only while it stands. */
  readonly champion: number | null;
  /** Part of the validate stage's key. */
  readonly key: string;
  /** The version compared with: the champion, or, where the champion is this very model, the one it was compared with. */
  readonly comparedWith: number | null;
  /** What validate gets: null where there is nothing to run on these rows. */
  readonly model: ValidateInput["champion"];
  /** The result of the run that made `comparedWith`, for a comparison of what was recorded. */
  readonly recorded: RunResult | null;
}

export interface ReferenceOptions {
  readonly definition: Definition;
  readonly store: Store;
  readonly workspace: Workspace;
  readonly trainKey: string;
}

/** Finds what the model trained under `trainKey` is to be measured against. */
export async function findReference(options: ReferenceOptions): Promise<Reference> {
  const { definition, store, workspace, trainKey } = options;
  const { name } = definition;
  const champion = await findVersion(store, name, "champion");
  const itself = champion?.trainKey === trainKey;
  const other = itself ? await earlier(store, name, champion.comparedWith) : champion;
  const standing = champion?.version ?? null;
  const none = { champion: standing, key: "none", comparedWith: null, model: null, recorded: null };
  if (other === null) return none;
  const run = await findRun(store, other.run);
  if (!asksTheSame(run.definition, definition)) return none;
  const recorded = run.result as RunResult | null;
  const found = { champion: standing, key: other.key, comparedWith: other.version, recorded };
  if (!canAnswer(run.definition, definition)) return { ...found, model: null };
  const model = {
    version: other.version,
    model: join(workspace.versionDirectory(name, other.version), "model.onnx"),
    threshold: other.threshold,
    classes: recorded?.training.classes ?? [],
  };
  return { ...found, model };
}

/** The alias that a passing version earns, given the champion that stands when it is decided. */
export function earnedAlias(
  report: ValidationReport,
  reference: Reference,
  standing: number | null,
): AliasName {
  if (standing === null) return "champion";
  if (standing !== reference.champion) return "challenger"; // another run's, never compared with
  if (report.champion !== null) return report.champion.verdict === "worse" ? "challenger" : "champion";
  return isRecordedWorse(report, reference.recorded) ? "challenger" : "champion";
}

/** Where the old model cannot be run on the new rows: clearly worse is an interval wholly on the wrong side. */
function isRecordedWorse(report: ValidationReport, recorded: RunResult | null): boolean {
  const pairs = (["logLoss", "rmse"] as const).map(
    (metric): readonly [Estimate | undefined, Estimate | undefined] => [
      report.metrics[metric],
      recorded?.metrics[metric],
    ],
  );
  return pairs.some(([now, then]) => now !== undefined && then !== undefined && now.low > then.high);
}

async function earlier(store: Store, name: string, version: number | null): Promise<VersionRecord | null> {
  return version === null ? null : await findVersion(store, name, version);
}

function asksTheSame(one: Definition, other: Definition): boolean {
  const [first, second] = [one.events.label, other.events.label];
  return first.column === second.column && first.above === second.above && first.task === second.task;
}

/** Whether every input of the old definition means the same in the new one. */
function canAnswer(old: Definition, current: Definition): boolean {
  return old.inputs.every((input) => meaning(old, input.name) === meaning(current, input.name));
}

function meaning({ inputs, features, events }: Definition, name: string): string {
  const input = inputs.find((candidate) => candidate.name === name);
  const feature = features.find((candidate) => candidate.name === name);
  return JSON.stringify([input, feature?.expression, events.columns[name]?.kind]);
}
