/** Every candidate built, scored on all validation rows and timed against the others. */
import { labelColumn, type Scores, score } from "../5-validate/index.ts";
import type { StageContext } from "../context.ts";
import type { Decision } from "./answer.ts";
import { assess, greatestChange } from "./assess.ts";
import { type BuiltCandidate, buildCandidates } from "./build-candidates.ts";
import { type Choice, chooseCandidate, type Measured } from "./choose-candidate.ts";
import { measureLatency } from "./measure-latency.ts";
import { readSample } from "./sample.ts";

export interface EvaluateInput {
  readonly model: Uint8Array;
  readonly decision: Decision;
  readonly accuracyBudget: number;
  readonly latencyBudgetMs: number;
  readonly inputs: readonly { readonly name: string; readonly text: boolean }[];
  readonly train: string;
  readonly validation: string;
}

export interface Evaluated extends Choice {
  /** The bytes that ship, and what they answer to the validation rows. */
  readonly model: Uint8Array;
  readonly scores: Scores;
}

/** Rows of the training table that pruning looks at, and of the validation table that are timed. */
const sampleRows = { train: 8_192, validation: 256 };

/** Builds and measures the candidates and says which one ships. */
export async function evaluateCandidates(input: EvaluateInput, context: StageContext): Promise<Evaluated> {
  const { model, decision, accuracyBudget, latencyBudgetMs, inputs, train, validation } = input;
  const { engine } = context;
  const label = labelColumn(decision.task, decision.classes);
  const seen = await readSample(engine, { table: train, inputs, rows: sampleRows.train, label });
  const built = await buildCandidates({ model, sample: seen, decision, accuracyBudget });
  const scored: Scores[] = [];
  for (const candidate of built)
    scored.push(await score({ model: candidate.model, table: validation }, context));
  const timed = await readSample(engine, { table: validation, inputs, rows: sampleRows.validation, label });
  const latencies = await measureLatency(
    built.map((candidate) => candidate.model),
    timed,
    { budgetMs: latencyBudgetMs },
  );
  const [reference] = scored;
  const measured = built.map(({ kind, model: bytes }, index): Measured => {
    const [own, latency] = [scored[index], latencies[index]];
    if (own === undefined || latency === undefined || reference === undefined)
      throw new Error(`${kind} was not measured`);
    const maxChange = greatestChange(own.answers, reference.answers);
    return { kind, bytes: bytes.length, ...latency, ...assess(own, decision.threshold ?? 0.5), maxChange };
  });
  const choice = chooseCandidate(measured, accuracyBudget);
  const { best, scores } = shippedOf(choice, built, scored);
  return { ...choice, model: best.model, scores };
}

function shippedOf(choice: Choice, built: readonly BuiltCandidate[], scored: readonly Scores[]) {
  const at = built.findIndex(({ kind }) => kind === choice.shipped);
  const [best, scores] = [built[at], scored[at]];
  if (best === undefined || scores === undefined) throw new Error(`${choice.shipped} was not built`);
  return { best, scores };
}
