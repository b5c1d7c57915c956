/** A rollout as `airworthy models --json` tells it: where it is, what both versions did, and what would become of it now. */
import { z } from "zod";
import { rolloutGates, rolloutModes, rolloutStates } from "../../../../core/rollout/index.ts";
import { figureSchema } from "./common.ts";

export const rolloutSchema = z
  .object({
    id: z.string(),
    version: z.number(),
    champion: z.number(),
    mode: z.enum(rolloutModes),
    share: z.number(),
    step: z.number(),
    state: z.enum(rolloutStates),
    reason: z.string(),
    startedAt: z.number(),
    stepSince: z.number(),
    endedAt: z.number().nullable(),
    by: z.string(),
  })
  .meta({ title: "Rollout" });

export const rolloutPlanSchema = z
  .object({
    shadow: z.object({ forMs: z.number(), leastRows: z.number() }),
    canary: z.object({ steps: z.array(z.number()), eachMs: z.number(), leastRows: z.number() }),
    giveUpAfterMs: z.number(),
  })
  .meta({ title: "RolloutPlan" });

const checkSchema = z
  .object({
    gate: z.enum(rolloutGates),
    verdict: z.enum(["pass", "breach", "unknown"]),
    sentence: z.string(),
    count: z.number(),
    challenger: figureSchema.nullable(),
    champion: figureSchema.nullable(),
    bound: z.number().nullable(),
  })
  .meta({ title: "RolloutCheck" });

const liveRolloutSchema = z
  .object({
    rollout: rolloutSchema.extend({ plan: rolloutPlanSchema }),
    /** As the monitors would decide it now. */
    decision: z.object({
      kind: z.enum(["wait", "next step", "promote", "roll back"]),
      reason: z.string(),
      checks: z.array(checkSchema),
    }),
    servers: z.array(
      z.object({
        server: z.string(),
        state: z.enum(["ready", "refused", "left"]),
        why: z.string().nullable(),
        at: z.number(),
      }),
    ),
  })
  .meta({ title: "LiveRollout" });

export const runningRolloutSchema = z
  .object({ rollout: liveRolloutSchema.nullable() })
  .meta({ title: "RunningRollout" });
