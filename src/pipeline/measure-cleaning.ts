/**
 * What cleaning did for one run's model: its definition is trained again with the cleaning rules left out, and both models
 * answer the same unseen cleaned rows. No row that validates, and by time none after the first of them, is trained on.
 */
import { join } from "node:path";
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import type { Estimate } from "../core/metric.ts";
import type { RunEvent, StageName } from "../core/progress.ts";
import { type Engine, quoteIdentifier, quoteText } from "../io/engine.ts";
import { writeFileWhole } from "../io/files.ts";
import { parquetTable } from "../io/parquet-table.ts";
import { type FoundRun, findRun, type Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { clean } from "../stages/2-clean/index.ts";
import { buildFeatures } from "../stages/3-features/index.ts";
import { split, train } from "../stages/4-train/index.ts";
import { type ChampionComparison, validate } from "../stages/5-validate/index.ts";
import { temporaryDirectory } from "../stages/7-serve/index.ts";
import type { StageContext } from "../stages/context.ts";
import { withEngine } from "./predict.ts";
import type { RunResult } from "./run-result.ts";
import { stageTable } from "./views/stage-table.ts";

export interface CleaningSide {
  readonly trainRows: number;
  readonly metrics: RunResult["metrics"];
}

export interface CleaningComparison {
  /** How many rules were left out. */
  readonly rules: number;
  /** The unseen cleaned rows that both were measured on. */
  readonly rows: number;
  readonly withRules: CleaningSide;
  readonly withoutRules: CleaningSide;
  /** The mean loss without the rules minus that with them, row by row; above 0 cleaning helped. */
  readonly lossDifference: Estimate;
  /** Of the model without the rules beside the one with them. */
  readonly verdict: ChampionComparison["verdict"];
}

export interface MeasuredCleaning extends CleaningComparison {
  readonly run: string;
  readonly name: string;
}

export interface MeasureCleaningOptions {
  readonly store: Store;
  readonly workspace: Workspace;
  /** A run's id, the beginning of one, or "latest". */
  readonly run: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Measures, and keeps the result beside the run for the learn page. NOT_FOUND where the run did not come to its validation,
 * has no rules, or its tables were deleted; what a stage throws where the rows cannot be learned from as they came.
 */
export async function measureCleaning(options: MeasureCleaningOptions): Promise<MeasuredCleaning> {
  const { store, workspace, run, signal, onEvent = () => {} } = options;
  const found = await findRun(store, run);
  const result = found.result as RunResult | null;
  const key = found.keys.validate;
  if (result === null || key === undefined)
    throw new AirworthyError(
      "NOT_FOUND",
      `Run '${found.id}' was not validated, so there is nothing to compare with.`,
    );
  if (found.definition.rules.length === 0)
    throw new AirworthyError("NOT_FOUND", `Run '${found.id}' has no cleaning rules that could be left out.`);
  const paths = await pathsOf(found, workspace);
  const measured = await withEngine(signal === undefined ? {} : { signal }, async (context) => {
    await using directory = await temporaryDirectory();
    const scene = { found, result, paths, directory: directory.path };
    return await measure(scene, { ...context, emit: onEvent });
  });
  await writeFileWhole(workspace.lesson(key), `${JSON.stringify(measured, null, 1)}\n`);
  return { run: found.id, name: found.name, ...measured };
}

interface RunPaths {
  readonly raw: string;
  readonly train: string;
  readonly validation: string;
  readonly model: string;
}

async function pathsOf(found: FoundRun, workspace: Workspace): Promise<RunPaths> {
  const first: StageName = found.keys.feedback === undefined ? "collect" : "feedback";
  const [raw, sides, scores] = await Promise.all(
    [first, "split" as const, "validate" as const].map((stage) => stageTable(found, stage, workspace)),
  );
  const [train = "", validation = ""] = sides?.paths ?? [];
  return {
    raw: raw?.paths[0] ?? "",
    train,
    validation,
    model: join(workspace.snapshot(scores?.key ?? ""), "model.onnx"),
  };
}

interface Scene {
  readonly found: FoundRun;
  readonly result: RunResult;
  readonly paths: RunPaths;
  readonly directory: string;
}

async function measure(scene: Scene, context: StageContext): Promise<CleaningComparison> {
  const { found, result, paths, directory } = scene;
  const definition: Definition = {
    ...found.definition,
    rules: [],
    gates: { bounds: [], notWorseThanChampion: "never" },
  };
  await clean({ definition, raw: paths.raw, alreadyRejected: 0, directory }, context);
  await buildFeatures({ definition, clean: join(directory, "clean.parquet"), directory }, context);
  const windowMs = result.split.window?.ms ?? null;
  await split({ definition, features: join(directory, "features.parquet"), directory, windowMs }, context);
  const trainPath = join(directory, "train-unclean.parquet");
  await writeTrainingRows(context.engine, { definition, paths, directory, target: trainPath });
  const rows = { train: trainPath, validation: paths.validation };
  const trained = await train({ definition, ...rows, directory }, context);
  const champion = {
    version: result.package?.version ?? 0,
    model: paths.model,
    threshold: result.validation.threshold,
  };
  const answers = join(directory, "answers");
  const report = await validate(
    { definition, trained, model: join(directory, "model.onnx"), ...rows, champion, directory: answers },
    context,
  );
  if (report.champion === null) throw new Error("the same label cannot be compared");
  const [counted = {}] = await context.engine.all(`SELECT count(*) AS n FROM ${parquetTable(trainPath)}`);
  return {
    rules: found.definition.rules.length,
    rows: result.split.validationRows,
    withRules: { trainRows: result.split.trainRows, metrics: result.metrics },
    withoutRules: { trainRows: Number(counted.n), metrics: report.metrics },
    lossDifference: report.champion.lossDifference,
    verdict: report.champion.verdict,
  };
}

interface TrainingRows {
  readonly definition: Definition;
  readonly paths: RunPaths;
  readonly directory: string;
  readonly target: string;
}

/** All rows with a label, cleaned or not, that the run's own split would not have kept from the model. */
async function writeTrainingRows(engine: Engine, input: TrainingRows): Promise<void> {
  const { definition, paths, directory, target } = input;
  const labelled = parquetTable([join(directory, "train.parquet"), join(directory, "validation.parquet")]);
  const unseen = parquetTable(paths.validation);
  const { entity, time } = definition.events;
  const apart = {
    time: `${quoteIdentifier(time)} <= (SELECT max(${quoteIdentifier(time)}) FROM ${parquetTable(paths.train)})`,
    entity: `${quoteIdentifier(entity)} NOT IN (SELECT ${quoteIdentifier(entity)} FROM ${unseen} WHERE ${quoteIdentifier(entity)} IS NOT NULL)`,
    random: "true",
  }[definition.split.by];
  await engine.run(`COPY (SELECT * FROM ${labelled} WHERE ${apart}
      AND _aw_row NOT IN (SELECT _aw_row FROM ${unseen}) ORDER BY ${quoteIdentifier(time)}, _aw_row)
    TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`);
}
