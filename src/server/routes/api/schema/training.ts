import { z } from "zod";
import { tasks } from "../../../../core/metric.ts";
import type { TrainingView } from "../../../../pipeline/views/training-view.ts";
import { runHeadSchema } from "./run.ts";

const epoch = z
  .object({
    epoch: z.number(),
    trainLoss: z.number(),
    validationLoss: z.number(),
    trainAccuracy: z.number().nullable(),
    validationAccuracy: z.number().nullable(),
    learningRate: z.number(),
    note: z.string(),
  })
  .meta({ title: "EpochReport" });

/** Whether a run learned. */
export const trainingSchema: z.ZodType<TrainingView> = z
  .object({
    run: runHeadSchema,
    task: z.enum(tasks),
    loss: z.enum(["log loss", "squared error"]),
    epochs: z.array(epoch),
    plannedEpochs: z.number(),
    bestEpoch: z.number().nullable(),
    stoppedEarly: z.boolean(),
    widths: z.array(z.number()),
    parameters: z.number().nullable(),
    batchSize: z.number(),
    trainRows: z.number().nullable(),
    validationRows: z.number().nullable(),
  })
  .meta({ title: "TrainingView" });
