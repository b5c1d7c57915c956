/** What a binary model's figures are at each threshold, and what its errors cost there. */
import { AirworthyError } from "../../core/error.ts";
import type { Store } from "../../io/store/index.ts";
import { metricRules } from "../../stages/5-validate/live.ts";
import type { RunResult } from "../run-result.ts";
import { openRunRecord } from "./run-head.ts";

export interface ThresholdRow {
  /** At or above it, the answer is true. */
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly accuracy: number;
  /** Null where nothing is answered true. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly falsePositiveRate: number | null;
  /** Of all rows together, in the unit of the costs. */
  readonly cost: number;
}

export interface ThresholdTable {
  readonly run: string;
  readonly costs: Costs;
  /** From the lowest threshold up; one of them is the model's own. */
  readonly rows: readonly ThresholdRow[];
  /** Places among `rows`. */
  readonly chosen: number;
  readonly cheapest: number;
}

export interface Costs {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/**
 * The table of the run that `name` means, for costs of a false positive and a false negative; those of the definition,
 * or 1 each, unless told. NOT_FOUND where the run has no thresholds.
 */
export async function thresholdTable(
  store: Store,
  name: string,
  costs: Partial<Costs> = {},
): Promise<ThresholdTable> {
  const { head, found, result } = await openRunRecord(store, name);
  const { threshold: choice } = found.definition.validation;
  const declared = choice.kind === "cost" ? choice : { falsePositive: 1, falseNegative: 1 };
  const { falsePositive = declared.falsePositive, falseNegative = declared.falseNegative } = costs;
  const counts = countsOf(result);
  if (counts.length === 0)
    throw new AirworthyError(
      "NOT_FOUND",
      `Run '${head.id}' kept no thresholds: its model is not binary, or it was made by an earlier version; airworthy run makes them.`,
    );
  const rows = counts.map((one) => figuresOf(one, { falsePositive, falseNegative }));
  const least = Math.min(...rows.map(({ cost }) => cost));
  const own = result?.validation.threshold ?? null;
  return {
    run: head.id,
    costs: { falsePositive, falseNegative },
    rows,
    chosen: rows.findIndex(({ threshold }) => threshold === own),
    cheapest: rows.findIndex(({ cost }) => cost === least),
  };
}

type Counts = Pick<
  ThresholdRow,
  "threshold" | "truePositives" | "falsePositives" | "falseNegatives" | "trueNegatives"
>;

/** The model's own threshold stands among those kept: its counts are the confusion matrix. */
function countsOf(result: RunResult | null): Counts[] {
  const { threshold: own = null, confusion = [], curves = null } = result?.validation ?? {};
  const [[trueNegatives = 0, falsePositives = 0] = [], [falseNegatives = 0, truePositives = 0] = []] =
    confusion;
  const kept = curves?.thresholds ?? [];
  if (own === null || kept.length === 0) return [];
  const positives = truePositives + falseNegatives;
  const negatives = trueNegatives + falsePositives;
  const others = kept
    .filter(([threshold]) => threshold !== own)
    .map(([threshold, hits, falseAlarms]) => ({
      threshold,
      truePositives: hits,
      falsePositives: falseAlarms,
      falseNegatives: positives - hits,
      trueNegatives: negatives - falseAlarms,
    }));
  const itself = { threshold: own, truePositives, falsePositives, falseNegatives, trueNegatives };
  return [...others, itself].sort((one, other) => one.threshold - other.threshold);
}

function figuresOf(counts: Counts, { falsePositive, falseNegative }: Costs): ThresholdRow {
  const { falsePositives, falseNegatives, trueNegatives } = counts;
  const { accuracy, precision, recall, f1 } = metricRules.binary;
  const tally = { ...counts, ...unasked };
  return {
    ...counts,
    accuracy: accuracy.value(tally),
    precision: defined(precision.value(tally)),
    recall: defined(recall.value(tally)),
    f1: defined(f1.value(tally)),
    falsePositiveRate: defined(falsePositives / (falsePositives + trueNegatives)),
    cost: falsePositives * falsePositive + falseNegatives * falseNegative,
  };
}

/** What the figures of a threshold do not read. */
const unasked = {
  meanLoss: Number.NaN,
  meanSquaredError: Number.NaN,
  orderedPairs: Number.NaN,
  precisionSum: Number.NaN,
  calibrationError: Number.NaN,
};

function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
