/** The product on one screen: the stages, called in order. A stage whose inputs and definition are unchanged is reused. */
import { join } from "node:path";
import type { Definition } from "./core/definition/index.ts";
import type { RunEvent } from "./core/progress.ts";
import { findReference } from "./pipeline/champion.ts";
import { openRun } from "./pipeline/open-run.ts";
import { registerVersion } from "./pipeline/register-version.ts";
import type { RunResult, StageResults } from "./pipeline/run-result.ts";
import { stageKey } from "./pipeline/stage-key.ts";
import type { Workbench } from "./pipeline/workbench.ts";
import { collect, fingerprint } from "./stages/1-collect/index.ts";
import { clean } from "./stages/2-clean/index.ts";
import { buildFeatures } from "./stages/3-features/index.ts";
import { split, train } from "./stages/4-train/index.ts";
import { validate } from "./stages/5-validate/index.ts";

export type { PackageResult, RunResult } from "./pipeline/run-result.ts";

export interface RunOptions {
  /** The folder that relative source paths start from and that `.airworthy` lies in; the current one unless told. */
  readonly projectDirectory?: string;
  /** Told what happens while it happens. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run with CANCELLED; what had finished is reused by the next. */
  readonly signal?: AbortSignal;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Runs a pipeline from its source to a signed package; a gate that fails gives the status "failed", not an error.
 * Every error is an AirworthyError with a code; whatever happens, the run is recorded and the next one works.
 */
export async function run(definition: Definition, options: RunOptions = {}): Promise<RunResult> {
  const { projectDirectory = process.cwd(), onEvent = () => {}, now = Date.now } = options;
  const { signal = new AbortController().signal } = options;
  return await openRun({ definition, projectDirectory, onEvent, now, signal }, runStages);
}

async function runStages(bench: Workbench): Promise<StageResults> {
  const { definition, projectDirectory, store, workspace, run: id } = bench.options;
  const source = await fingerprint({ definition, projectDirectory }, bench);
  const raw = await bench.stage("collect", [source], (directory, context) =>
    collect({ definition, projectDirectory, directory }, context),
  );
  const cleaned = await bench.stage("clean", [raw.key], (directory, context) => {
    const { rejectedRows } = raw.result;
    const path = join(raw.directory, "raw.parquet");
    return clean({ definition, raw: path, alreadyRejected: rejectedRows, directory }, context);
  });
  const features = await bench.stage("features", [cleaned.key], (directory, context) =>
    buildFeatures({ definition, clean: join(cleaned.directory, "clean.parquet"), directory }, context),
  );
  const sides = await bench.stage("split", [features.key], (directory, context) =>
    split({ definition, features: join(features.directory, "features.parquet"), directory }, context),
  );
  const rows = {
    train: join(sides.directory, "train.parquet"),
    validation: join(sides.directory, "validation.parquet"),
  };
  const trained = await bench.stage("train", [sides.key], (directory, context) =>
    train({ definition, ...rows, directory }, context),
  );
  const reference = await findReference({ definition, store, workspace, trainKey: trained.key });
  const validated = await bench.stage("validate", [trained.key, reference.key], (directory, context) => {
    const model = join(trained.directory, "model.onnx");
    const champion = reference.model;
    return validate({ definition, trained: trained.result, model, ...rows, champion, directory }, context);
  });
  const stages = {
    collect: raw,
    clean: cleaned,
    features,
    split: sides,
    train: trained,
    validate: validated,
  };
  const keys = Object.fromEntries(Object.entries(stages).map(([stage, { key }]) => [stage, key]));
  const results = {
    collected: raw.result,
    cleaned: cleaned.result,
    features: features.result,
    split: sides.result,
    trained: trained.result,
    report: validated.result,
  };
  if (!validated.result.passed) return { ...results, packaged: null };
  const content = {
    ...{ definition, ...results, ...rows },
    model: join(validated.directory, "model.onnx"),
    lineage: { run: id, snapshot: raw.result.hash, stages: keys },
  };
  const key = stageKey("package", definition, Object.values(keys));
  const version = { content, key, trainKey: trained.key, report: validated.result, reference };
  return { ...results, packaged: await registerVersion(bench, version) };
}
