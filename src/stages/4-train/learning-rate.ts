import type { LearningRateSchedule, ModelSpec } from "../../core/definition/index.ts";

type Shape = (
  progress: { readonly epoch: number; readonly epochs: number },
  schedule: LearningRateSchedule,
) => number;

/** `epoch` counts from 0 and goes on within the epoch: 1.5 is the middle of the second. */
const shapes: Readonly<Record<LearningRateSchedule["kind"], Shape>> = {
  constant: () => 1,
  cosine: ({ epoch, epochs }) => (1 + Math.cos((Math.PI * epoch) / epochs)) / 2,
  step: ({ epoch }, { factor = 0.5, every = 5 }) => factor ** Math.floor(epoch / every),
};

/** The learning rate at a place in training. */
export function learningRateAt({ learningRate, schedule, epochs }: ModelSpec, epoch: number): number {
  const { warmupEpochs = 0 } = schedule;
  const warmth = warmupEpochs > 0 ? Math.min(1, epoch / warmupEpochs) : 1;
  return learningRate * warmth * shapes[schedule.kind]({ epoch, epochs }, schedule);
}
