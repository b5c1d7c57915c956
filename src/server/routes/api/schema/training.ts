import { z } from "zod";
import { tasks } from "../../../../core/metric.ts";
import type { TrainingView } from "../../../../pipeline/views/training-view.ts";
import { runHeadSchema, stageSchema } from "./run.ts";

export const epochSchema = z
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
    place: z.number().meta({ description: "What /api/run-events tells after this is not in it." }),
    stage: stageSchema
      .nullable()
      .meta({ description: "What the run is at; null where it is at work no more." }),
    task: z.enum(tasks),
    loss: z.enum(["log loss", "squared error"]),
    beforeTraining: epochSchema
      .nullable()
      .meta({ description: "What the random weights answered; null where training has not ended." }),
    epochs: z.array(epochSchema),
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
