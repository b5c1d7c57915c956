/** The forms of a model that may ship: as validated, smaller numbers, fewer units. */
import { decodeModel } from "../../core/onnx/index.ts";
import { openSession } from "../../io/runtime.ts";
import type { Decision } from "./answer.ts";
import { assess, type Quality } from "./assess.ts";
import type { CandidateKind } from "./candidate.ts";
import { greatestLossRise, lossRise } from "./choose-candidate.ts";
import { denseLayers } from "./network.ts";
import { type LayerActivity, pruneModel } from "./prune.ts";
import { toFloat16 } from "./rewrite-float16.ts";
import { toInt8 } from "./rewrite-int8.ts";
import { feedsOf, type Sample } from "./sample.ts";

export interface BuiltCandidate {
  readonly kind: CandidateKind;
  readonly model: Uint8Array;
}

export interface CandidatesInput {
  /** The validated float32 model. */
  readonly model: Uint8Array;
  /** Training rows: validation rows judge the result and so have no part in choosing it. */
  readonly sample: Sample;
  readonly decision: Decision;
  readonly accuracyBudget: number;
}

/** Shares of the hidden units to try to remove, the greatest first. */
const shares = [0.75, 0.5, 0.375, 0.25, 0.125];

/** float32 first; "pruned" only where units can go without losing more than the budget on training rows. */
export async function buildCandidates(input: CandidatesInput): Promise<BuiltCandidate[]> {
  const { model } = input;
  const pruned = await prunedWithinBudget(input);
  return [
    { kind: "float32", model },
    { kind: "float16", model: toFloat16(model) },
    { kind: "int8", model: toInt8(model) },
    ...(pruned === null ? [] : [{ kind: "pruned" as const, model: pruned }]),
  ];
}

async function prunedWithinBudget(input: CandidatesInput): Promise<Uint8Array | null> {
  const { model, sample, accuracyBudget } = input;
  const hidden = denseLayers(decodeModel(model).graph).length - 1;
  if (hidden === 0 || sample.rows === 0) return null;
  const activity = await measureActivity(model, sample, hidden);
  const whole = await qualityOf(model, input);
  for (const share of shares) {
    const pruned = pruneModel(model, activity, share);
    if (pruned.length < model.length && keeps(await qualityOf(pruned, input), whole, accuracyBudget))
      return pruned;
  }
  return null;
}

function keeps(pruned: Quality, whole: Quality, budget: number): boolean {
  const loss = (whole.accuracy ?? whole.r2 ?? 0) - (pruned.accuracy ?? pruned.r2 ?? 0);
  return loss <= budget && lossRise(pruned, whole) <= greatestLossRise;
}

async function qualityOf(model: Uint8Array, { sample, decision }: CandidatesInput): Promise<Quality> {
  const session = await openSession(model);
  const name = decision.task === "regression" ? "value" : "probability";
  const { [name]: output } = await session.run(feedsOf(sample, 0, sample.rows), [name]);
  await session.dispose();
  const answers = output?.data as Float32Array;
  const { task, threshold } = decision;
  const width = answers.length / sample.rows;
  return assess({ task, width, answers, labels: sample.labels }, threshold ?? 0.5);
}

async function measureActivity(model: Uint8Array, sample: Sample, hidden: number): Promise<LayerActivity[]> {
  const session = await openSession(model);
  const names = Array.from({ length: hidden }, (_, index) => `hidden_${index + 1}`);
  const found = await session.run(feedsOf(sample, 0, sample.rows), names);
  await session.dispose();
  return names.map((name) => activityOf(found[name]?.data as Float32Array, sample.rows));
}

function activityOf(values: Float32Array, rows: number): LayerActivity {
  const width = values.length / rows;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  values.forEach((value, at) => {
    const unit = at % width;
    sums[unit] = (sums[unit] ?? 0) + value;
    squares[unit] = (squares[unit] ?? 0) + value * value;
  });
  const mean = Array.from(sums, (sum) => sum / rows);
  const deviation = mean.map((middle, unit) =>
    Math.sqrt(Math.max(0, (squares[unit] ?? 0) / rows - middle * middle)),
  );
  return { mean, deviation };
}
