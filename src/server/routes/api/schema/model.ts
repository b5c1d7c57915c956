/** A version as `airworthy models --json` tells it, and what stands behind it. */
import { z } from "zod";
import { estimatesSchema } from "./common.ts";
import { rolloutPlanSchema, rolloutSchema } from "./rollout.ts";

const shippedSchema = z.object({
  kind: z.string(),
  bytes: z.number(),
  p50Us: z.number(),
  p99Us: z.number(),
  accuracy: z.number().nullable(),
  logLoss: z.number().nullable(),
  rmse: z.number().nullable(),
  r2: z.number().nullable(),
});

export const listedModelSchema = z
  .object({
    version: z.number(),
    alias: z.string().nullable(),
    passed: z.boolean(),
    createdAt: z.number(),
    run: z.string(),
    learnedFromErased: z.number(),
    shipped: shippedSchema.nullable(),
  })
  .meta({ title: "ListedModel" });

export const modelsSchema = z
  .object({
    model: z.string(),
    models: z.array(listedModelSchema),
    /** The version to go on from; null where there is none. */
    next: z.number().nullable(),
    count: z.number(),
    champion: z.number().nullable(),
    /** What a rollback makes champion; null where nothing was before. */
    predecessor: z.number().nullable(),
    /** The newest ones, the running one first. */
    rollouts: z.array(rolloutSchema),
    /** By which one that is begun now would go. */
    rolloutPlan: rolloutPlanSchema,
  })
  .meta({ title: "Models" });

const gateSchema = z.looseObject({
  metric: z.string(),
  value: z.number().nullable(),
  passed: z.boolean(),
  explanation: z.string(),
});

export const modelPageSchema = listedModelSchema
  .extend({
    comparedWith: z.number().nullable(),
    /** How the run that made it went, and what each stage's result is known by. */
    lineage: z.object({
      startedAt: z.number(),
      stages: z.array(
        z.object({
          stage: z.string(),
          key: z.string().nullable(),
          rowsIn: z.number(),
          rowsOut: z.number(),
          note: z.string(),
        }),
      ),
    }),
    metrics: estimatesSchema,
    gates: z.array(gateSchema),
    decisions: z.array(z.object({ at: z.number(), promote: z.boolean(), reasons: z.array(z.string()) })),
  })
  .meta({ title: "ModelPage" });

export const promotedSchema = z
  .object({
    version: z.number(),
    before: z.number().nullable(),
    /** The one that ended with it; null where none was on its way. */
    rollout: rolloutSchema.nullable(),
  })
  .meta({ title: "Promoted" });
