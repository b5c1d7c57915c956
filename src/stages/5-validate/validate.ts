/** The stage on one screen: calibrate, decide, measure, look for weak spots, compare, judge. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import type { Flow } from "../../core/progress.ts";
import { writeFileWhole } from "../../io/files.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { Trained } from "../4-train/index.ts";
import type { StageContext } from "../context.ts";
import { answerReport } from "./answer-report.ts";
import { measureBaselines } from "./baselines.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Calibration, calibrate, withTemperature } from "./calibrate.ts";
import { compareWithChampion } from "./compare-champion.ts";
import { decideThreshold } from "./decide.ts";
import { describe } from "./describe.ts";
import { gatherEvidence } from "./evidence.ts";
import { findSlices } from "./find-slices.ts";
import { importance } from "./importance.ts";
import { columnTypes } from "./input-columns.ts";
import { judgeGates } from "./judge-gates.ts";
import { measurable } from "./measurable.ts";
import { type Pace, startPace } from "./pace.ts";
import { readUnits, type Units } from "./resampled-units.ts";
import { rowLosses } from "./row-losses.ts";
import { type Scores, score } from "./score.ts";
import type { ValidationReport } from "./validation-report.ts";
import { writeScores } from "./write-scores.ts";
import { writeSlices } from "./write-slices.ts";

export interface ValidateInput {
  readonly definition: Definition;
  readonly trained: Trained;
  /** Paths of model.onnx as trained, train.parquet and validation.parquet. */
  readonly model: string;
  readonly train: string;
  readonly validation: string;
  /** The champion's model.onnx and threshold, where there is one whose inputs this definition still has. */
  readonly champion: {
    readonly version: number;
    readonly model: string;
    readonly threshold: number | null;
  } | null;
  /**
   * Where model.onnx (with its temperature) and scores.parquet (`_aw_row`, `probability` DOUBLE or DOUBLE[] or
   * `value` DOUBLE, `_aw_label`) are written, and slices.parquet: which of those rows each slice has.
   */
  readonly directory: string;
}

/**
 * Measures the exported model on the unseen rows. Gates measured by packaging (latency, size) are left to it.
 * NO_ROWS where there are none; CANCELLED where the run was stopped.
 */
export async function validate(input: ValidateInput, context: StageContext): Promise<ValidationReport> {
  const { definition, validation } = input;
  const { seed } = definition;
  const pace = startPace(context);
  const exported = await exportCalibrated(input, context);
  const { model, scores, calibration } = exported;
  const units = await readUnits({ definition, validation, rows: scores.rows }, context);
  const answers = await measureAnswers({ definition, scores, units }, context, pace);
  const { metrics, measured, losses, threshold, evidence } = answers;
  const found = await findSlices({ definition, validation, scores, losses, units }, context, pace);
  const { slices } = found;
  const places = slices.map(({ name }) => found.rowsOf.get(name) ?? []);
  await writeSlices(context.engine, { slices: places, target: join(input.directory, "slices.parquet") });
  const important = await importance(
    { model, validation, scores, seed, units, samples: definition.validation.bootstrapSamples },
    context,
    pace,
  );
  const { baselines, warnings } = await measureBaselines({ ...input, scores }, context);
  const compared = await compareWithChampion(
    { ...input, scores, threshold, losses, slices: found.comparable, rowsOf: found.rowsOf, units },
    context,
    pace,
  );
  const task = scores.task;
  const gates = judgeGates({ gates: definition.gates, task, metrics, measured, evidence, slices, compared });
  const { confusion, perClass, curves, unknown } = answers.report;
  return {
    flow: await flowOf(validation, scores.rows, context),
    metrics,
    threshold,
    temperature: calibration?.temperature ?? null,
    confusion,
    perClass,
    curves,
    slices,
    importance: important.importance,
    baselines,
    champion: compared?.comparison ?? null,
    gates,
    passed: gates.every(({ passed }) => passed),
    ...describe({
      definition,
      scores,
      units,
      metrics,
      measured,
      gates,
      calibration,
      unknown,
      compared,
      champion: input.champion?.version ?? null,
      warnings,
      methods: [found.method, important.method],
    }),
  };
}

interface AnswersInput {
  readonly definition: Definition;
  readonly scores: Scores;
  readonly units: Units;
}

/** Everything that the answers alone tell. */
async function measureAnswers(
  { definition, scores, units }: AnswersInput,
  context: StageContext,
  pace: Pace,
) {
  const { seed, validation } = definition;
  const threshold = decideThreshold(scores, validation.threshold);
  const decided = threshold ?? 0.5;
  const measured = measurable(scores, decided);
  const samples = validation.bootstrapSamples;
  const progress = (done: number) =>
    context.emit({
      kind: "stageProgress",
      stage: "validate",
      done,
      total: samples,
      unit: "bootstrap samples",
    });
  const metrics = await bootstrap(measured, { samples, seed, pace, progress, units });
  const losses = rowLosses(scores, decided);
  const report = answerReport(scores, decided);
  const evidence = gatherEvidence({ losses, sorted: report.sorted, perClass: report.perClass });
  return { threshold, measured, metrics, losses, report, evidence };
}

interface Calibrated {
  readonly model: Uint8Array;
  readonly scores: Scores;
  readonly calibration: Calibration | null;
}

/** Writes the model as it ships, calibrated in its graph where that pays, and what it answers. */
async function exportCalibrated(input: ValidateInput, context: StageContext): Promise<Calibrated> {
  const { validation, directory } = input;
  const calibrated = await calibrateModel(input, context);
  await writeFileWhole(join(directory, "model.onnx"), calibrated.model);
  const target = join(directory, "scores.parquet");
  await writeScores(context.engine, calibrated.scores, { validation, target });
  return calibrated;
}

async function calibrateModel(
  { definition, model: path, validation }: ValidateInput,
  context: StageContext,
): Promise<Calibrated> {
  const model = await readFile(path);
  const scores = await score({ model, table: validation }, context);
  if (scores.task === "regression") return { model, scores, calibration: null };
  const note = "Not calibrated: the definition switches it off.";
  const calibration = definition.validation.calibrate
    ? calibrate(scores, definition.seed)
    : { temperature: 1, note };
  if (calibration.temperature === 1) return { model, scores, calibration };
  const tempered = withTemperature(model, calibration.temperature);
  return {
    model: tempered,
    scores: await score({ model: tempered, table: validation }, context),
    calibration,
  };
}

async function flowOf(validation: string, rows: number, { engine }: StageContext): Promise<Flow> {
  const types = await columnTypes(engine, parquetTable(validation));
  const columnsIn = [...types.keys()].filter((name) => !name.startsWith("_aw_")).length;
  return { rowsIn: rows, columnsIn, rowsOut: rows, columnsOut: 1 };
}
