/** The product on one screen: the stages, called in order. A stage whose inputs and definition are unchanged is reused. */
import { join } from "node:path";
import type { Definition } from "./core/definition/index.ts";
import type { RunEvent } from "./core/progress.ts";
import type { Store } from "./io/store/index.ts";
import { findReference } from "./pipeline/champion.ts";
import { gather } from "./pipeline/gather.ts";
import { openRun } from "./pipeline/open-run.ts";
import { type Registration, registerVersion } from "./pipeline/register-version.ts";
import type { RunResult, StageResults } from "./pipeline/run-result.ts";
import { stageKey } from "./pipeline/stage-key.ts";
import type { Done, Workbench } from "./pipeline/workbench.ts";
import { clean } from "./stages/2-clean/index.ts";
import { buildFeatures } from "./stages/3-features/index.ts";
import { split, train } from "./stages/4-train/index.ts";
import { validate } from "./stages/5-validate/index.ts";
import type { LabelScope } from "./stages/9-retrain/index.ts";

export { epochsFromStart, type PackageResult, type RunResult } from "./pipeline/run-result.ts";

export interface RunOptions {
  /** The folder that relative source paths start from and that `.airworthy` lies in; the current one unless told. */
  readonly projectDirectory?: string;
  /** Told what happens while it happens. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run with CANCELLED; what had finished is reused by the next. */
  readonly signal?: AbortSignal;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
  /** The store with the event log of a server, to learn from what it recorded too; the source alone unless told. */
  readonly recorded?: Store;
  /** Recorded labels that are learned from whatever they say; others that look wrong are set aside. */
  readonly trustLabels?: readonly LabelScope[];
  /** Only labelled rows of the newest span are split, milliseconds back from the newest; all unless told. */
  readonly windowMs?: number | null;
  /** What becomes of a model that passes; the alias that it earned unless told. "nothing": no package is built. */
  readonly register?: Registration | "nothing";
}

type StageOptions = Pick<RunOptions, "recorded" | "register" | "trustLabels" | "windowMs">;

/**
 * Runs a pipeline from its source to a signed package; a gate that fails gives the status "failed", not an error.
 * Every error is an AirworthyError with a code; whatever happens, the run is recorded and the next one works.
 */
export async function run(definition: Definition, options: RunOptions = {}): Promise<RunResult> {
  const { projectDirectory = process.cwd(), onEvent = () => {}, now = Date.now } = options;
  const { signal = new AbortController().signal } = options;
  return await openRun({ definition, projectDirectory, onEvent, now, signal }, (bench) =>
    runStages(bench, options),
  );
}

async function runStages(
  bench: Workbench,
  { recorded, register = "as earned", trustLabels = [], windowMs = null }: StageOptions,
): Promise<StageResults> {
  const { definition, store, workspace, run: id } = bench.options;
  await using gathered = await gather(bench, { log: recorded ?? null, trusted: trustLabels });
  const { collected, feedback, raw } = gathered;
  const cleaned = await bench.stage("clean", [raw.key], (directory, context) =>
    clean({ definition, raw: raw.path, alreadyRejected: raw.rejectedRows, directory }, context),
  );
  const served = feedback === null ? [] : [feedback.recorded.hash];
  const features = await bench.stage("features", [cleaned.key, ...served], (directory, context) => {
    const path = join(cleaned.directory, "clean.parquet");
    return buildFeatures({ definition, clean: path, directory, served: feedback?.served }, context);
  });
  const { sides, rows } = await splitRows(bench, features, windowMs);
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
    collect: collected,
    ...(feedback === null ? {} : { feedback: feedback.joined }),
    clean: cleaned,
    features,
    split: sides,
    train: trained,
    validate: validated,
  };
  const keys = Object.fromEntries(Object.entries(stages).map(([stage, { key }]) => [stage, key]));
  const results = {
    collected: collected.result,
    feedback: feedback === null ? null : { ...feedback.joined.result, labels: feedback.labels },
    cleaned: cleaned.result,
    features: features.result,
    split: sides.result,
    trained: trained.result,
    report: validated.result,
  };
  if (!validated.result.passed || register === "nothing") return { ...results, packaged: null };
  const content = {
    ...{ definition, ...results, ...rows },
    model: join(validated.directory, "model.onnx"),
    lineage: { run: id, snapshot: collected.result.hash, stages: keys },
  };
  const key = stageKey("package", definition, Object.values(keys));
  const version = { content, key, trainKey: trained.key, report: validated.result, reference, register };
  return { ...results, packaged: await registerVersion(bench, version) };
}

/** The labelled rows, those of the newest span where one is told, on the side to train on and the side to judge by. */
async function splitRows(bench: Workbench, { key, directory }: Done<unknown>, windowMs: number | null) {
  const { definition } = bench.options;
  const features = join(directory, "features.parquet");
  const newest = windowMs === null ? [] : [`newest ${windowMs} ms`];
  const sides = await bench.stage("split", [key, ...newest], (aside, context) =>
    split({ definition, features, directory: aside, windowMs }, context),
  );
  const side = (name: string) => join(sides.directory, `${name}.parquet`);
  return { sides, rows: { train: side("train"), validation: side("validation") } };
}
