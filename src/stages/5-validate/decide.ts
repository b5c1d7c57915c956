import type { ThresholdChoice } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Metric } from "../../core/metric.ts";
import { chooseThreshold, type Outcome } from "../../core/statistics/choose-threshold.ts";
import { sortScores } from "../../core/statistics/sort-scores.ts";
import type { Scores } from "./score.ts";

const outcomeValues: Readonly<Partial<Record<Metric, (outcome: Outcome) => number>>> = {
  accuracy: ({ truePositives, trueNegatives }) => truePositives + trueNegatives,
  precision: ({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives),
  recall: ({ truePositives, falseNegatives }) => truePositives / (truePositives + falseNegatives),
  f1: ({ truePositives, falsePositives, falseNegatives }) =>
    (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives),
};

/** The threshold of a binary model on `scores`; null for other tasks. Equals go to the one nearest to 0.5. */
export function decideThreshold({ task, answers, labels }: Scores, choice: ThresholdChoice): number | null {
  if (task !== "binary") return null;
  if (choice.kind === "fixed") return choice.value;
  return chooseThreshold(sortScores(answers, labels), outcomeValueOf(choice));
}

function outcomeValueOf(choice: Exclude<ThresholdChoice, { kind: "fixed" }>): (outcome: Outcome) => number {
  if (choice.kind === "cost") {
    const { falsePositive, falseNegative } = choice;
    return (outcome) => -(outcome.falsePositives * falsePositive + outcome.falseNegatives * falseNegative);
  }
  const value = outcomeValues[choice.metric];
  if (value !== undefined) return value;
  const wanted = Object.keys(outcomeValues).join(", ");
  throw new AirworthyError(
    "CONFIG_INVALID",
    `No threshold is best for '${choice.metric}', which does not depend on it; wanted one of ${wanted}.`,
  );
}
