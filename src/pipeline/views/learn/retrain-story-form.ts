/** What somebody may make up about a challenger; apart from the decision, which loads more than a server wants to begin with. */
import { z } from "zod";
import { promotionPolicies } from "../../../core/definition/index.ts";

export const verdicts = ["better", "not distinguishable", "worse"] as const;

export const retrainStorySchema = z.object({
  policy: z.enum(promotionPolicies),
  verdict: z.enum(verdicts).meta({ description: "Of the challenger beside the champion." }),
  gatesHold: z.boolean(),
  worseSlice: z.boolean().meta({ description: "Whether it is worse on a slice." }),
  labels: z.number().int().min(0).max(1e9).meta({ description: "New labels." }),
  inDoubt: z
    .number()
    .int()
    .min(0)
    .max(1e9)
    .meta({ description: "How many of them contradict the champion." }),
  version: z.number().int().min(0).meta({ description: "The champion's." }),
});

export type RetrainStory = z.infer<typeof retrainStorySchema>;
