import type { TrainingView } from "../../api/schema.gen.ts";
import { formatCount, formatNumber, formatShare } from "../../parts/format.ts";

/** What training came to, in words. */
export function trainingSentence(training: TrainingView): string {
  const { epochs, bestEpoch, loss, stoppedEarly, plannedEpochs, trainRows, widths, parameters } = training;
  const [first, best] = [epochs[0], epochs.find(({ epoch }) => epoch === bestEpoch)];
  if (first === undefined || best === undefined) return "";
  const name = `The validation ${loss}`;
  const change = `${name} went from ${formatNumber(first.validationLoss)} to ${formatNumber(best.validationLoss)}`;
  const accuracy =
    first.validationAccuracy === null || best.validationAccuracy === null
      ? ""
      : `, accuracy from ${formatShare(first.validationAccuracy)} to ${formatShare(best.validationAccuracy)}`;
  const early = stoppedEarly ? `; it stopped early, after ${epochs.length} of ${plannedEpochs} epochs` : "";
  const net = `A network of ${widths.join(" → ")} (${formatCount(parameters)} parameters)`;
  return `${net} learned from ${formatCount(trainRows)} rows. ${change}${accuracy}; epoch ${bestEpoch} was the best and ships${early}.`;
}
