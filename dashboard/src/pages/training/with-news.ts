import type { RunNews } from "../../api/run-news.ts";
import type { TrainingView } from "../../api/schema.gen.ts";

/** The training with what its run told since. */
export function withNews(training: TrainingView, news: readonly RunNews[]): TrainingView {
  return news
    .filter(({ run, place }) => run === training.run.id && (place ?? 0) > training.place)
    .reduce(withOne, training);
}

function withOne(training: TrainingView, { event }: RunNews): TrainingView {
  if (event.kind === "stageStarted") return { ...training, stage: event.stage };
  if (event.kind !== "epochFinished") return training;
  const { epochs, bestEpoch } = training;
  const { report } = event;
  if (report.epoch <= (epochs.at(-1)?.epoch ?? 0)) return training;
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const isBest = best === undefined || report.validationLoss < best.validationLoss;
  return { ...training, epochs: [...epochs, report], bestEpoch: isBest ? report.epoch : bestEpoch };
}
