import type { EpochReport, TrainingView } from "../../api/schema.gen.ts";
import { formatCount, formatNumber, formatShare } from "../../parts/format.ts";

/** What training came to, or where it stands, in words. */
export function trainingSentence(training: TrainingView): string {
  const { epochs, bestEpoch, loss, stoppedEarly, plannedEpochs, trainRows, widths, parameters } = training;
  const [first, best] = [
    training.beforeTraining ?? epochs[0],
    epochs.find(({ epoch }) => epoch === bestEpoch),
  ];
  if (first === undefined || best === undefined) return "";
  if (parameters === null) return soFar(training, best);
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

/** While it trains; the best so far need not stay it. */
function soFar({ epochs, plannedEpochs, loss }: TrainingView, best: EpochReport): string {
  const last = epochs.at(-1) ?? best;
  const { epoch, validationLoss, validationAccuracy, learningRate, note } = last;
  const accuracy = validationAccuracy === null ? "" : `, accuracy ${formatShare(validationAccuracy)}`;
  const than =
    last === best
      ? "the lowest so far"
      : `the lowest so far was ${formatNumber(best.validationLoss)} in epoch ${best.epoch}`;
  const figures = `Epoch ${epoch} of ${plannedEpochs}: the validation ${loss} is ${formatNumber(validationLoss)}, ${than}${accuracy}`;
  return `${figures}; learning rate ${formatNumber(learningRate)}. In words: ${note}.`;
}
