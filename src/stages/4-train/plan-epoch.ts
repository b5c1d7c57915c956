/** Which rows a step sees, and how far it goes: the same seed gives the same plan. */
import type { ModelSpec } from "../../core/definition/index.ts";
import type { Random } from "../../core/random.ts";
import { adamRates } from "./adam.ts";
import type { Steps } from "./learner.ts";
import { learningRateAt } from "./learning-rate.ts";
import type { RowLayout } from "./rows.ts";

/**
 * What one native call may do. It bounds how long the thread is busy before it can be stopped: multiplications, of which
 * a row takes three for each parameter (forward, and back to the weights and to what entered); and memory: values of
 * the rows, which the graph gathers before its steps. More rows than these gain nothing and leave the cache.
 */
const rowsPerCall = 65_536;
const multiplicationsPerCall = 4e9;
const valuesPerCall = 8e6;

/** Patterns of kept and dropped units to draw from, for each hidden layer. */
export const patternCount = 256;

export interface PlanOptions {
  readonly model: ModelSpec;
  /** How many the network has. */
  readonly parameters: number;
  /** How many values a call keeps of a row: what {@link rowValuesOf} tells. */
  readonly rowValues: number;
  /** Rows that the learner holds. */
  readonly rows: number;
  /** Epochs done before these rows, and the share of an epoch that they are. */
  readonly epochsBefore: number;
  readonly epochShare: number;
  /** Steps of the whole training before these. */
  readonly stepsBefore: number;
  readonly random: Random;
}

/** Values that one native call keeps of a row: what enters, its label, and for each output target, logit and loss. */
export function rowValuesOf({ denseColumns, codeColumns }: RowLayout, outputs: number): number {
  return denseColumns + codeColumns + 1 + 3 * outputs;
}

/** The rows in a new order, cut into batches; the last batch has what is left. */
export function* planSteps(options: PlanOptions): Generator<Steps> {
  const { model, rows, random } = options;
  const order = permutation(rows, random);
  const batchRows = Math.min(model.batchSize, rows);
  const wholeSteps = Math.floor(rows / batchRows);
  const mostRows = Math.min(
    rowsPerCall,
    multiplicationsPerCall / (3 * options.parameters),
    valuesPerCall / options.rowValues,
  );
  const stepsPerCall = Math.max(1, Math.floor(mostRows / batchRows));
  for (let from = 0; from < wholeSteps; from += stepsPerCall) {
    const to = Math.min(wholeSteps, from + stepsPerCall);
    yield stepsOf(order.subarray(from * batchRows, to * batchRows), batchRows, from, options);
  }
  const rest = rows - wholeSteps * batchRows;
  if (rest > 0) yield stepsOf(order.subarray(wholeSteps * batchRows), rest, wholeSteps, options);
}

function stepsOf(rows: Int32Array, batchRows: number, first: number, options: PlanOptions): Steps {
  const { model, epochsBefore, epochShare, stepsBefore, random } = options;
  const count = rows.length / batchRows;
  const rates = Array.from({ length: count }, (_, index) => {
    const epoch = epochsBefore + (epochShare * (first + index) * model.batchSize) / options.rows;
    const learningRate = learningRateAt(model, epoch);
    return { learningRate, ...adamRates(stepsBefore + first + index + 1, learningRate) };
  });
  return {
    rows: rows.slice(),
    batchRows,
    stepSize: Float32Array.from(rates, ({ stepSize }) => stepSize),
    damping: Float32Array.from(rates, ({ damping }) => damping),
    decay: Float32Array.from(rates, ({ learningRate }) => learningRate * model.weightDecay),
    patterns: model.dropout > 0 ? Int32Array.from(rows, () => random.below(patternCount)) : null,
  };
}

/** 0 to count − 1 in random order (Fisher and Yates). */
function permutation(count: number, random: Random): Int32Array {
  const order = new Int32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** For each hidden layer [patternCount, width]: 0 drops a unit; what it has otherwise makes each unit's mean 1. */
export function dropoutPatterns({ dropout, hidden }: ModelSpec, random: Random): Float64Array[][] {
  if (dropout === 0) return [];
  return hidden.map((width) => {
    const patterns = Array.from({ length: patternCount }, () =>
      Float64Array.from({ length: width }, () => (random.next() < dropout ? 0 : 1)),
    );
    const kept = Array.from({ length: width }, (_, unit) =>
      patterns.reduce((sum, pattern) => sum + (pattern[unit] ?? 0), 0),
    );
    return patterns.map((pattern) =>
      pattern.map((value, unit) => (value === 0 ? 0 : patternCount / (kept[unit] ?? 1))),
    );
  });
}
