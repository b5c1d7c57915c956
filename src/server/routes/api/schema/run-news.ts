import { z } from "zod";
import { runStatuses } from "../../../../io/store/schema.ts";
import type { RunNews } from "../../../../pipeline/views/run-news.ts";
import { stageSchema, stageSummarySchema } from "./run.ts";
import { epochSchema } from "./training.ts";

const summarySchema = stageSummarySchema.meta({ title: "StageSummary" });

const event = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("runStarted") }),
  z.object({ kind: z.literal("stageStarted"), stage: stageSchema }),
  z.object({ kind: z.literal("stageFinished"), summary: summarySchema }),
  z.object({ kind: z.literal("epochFinished"), report: epochSchema, epochs: z.number() }),
  z.object({ kind: z.literal("warning"), stage: stageSchema, message: z.string() }),
  z.object({ kind: z.literal("runEnded"), status: z.enum(runStatuses).exclude(["running"]) }),
  z.object({ kind: z.literal("runInterrupted") }),
]);

/** One thing that a run told. */
export const runNewsSchema: z.ZodType<RunNews> = z
  .object({
    run: z.string(),
    place: z.number().nullable().meta({ description: "Null for what no run could tell." }),
    at: z.number().nullable(),
    event,
  })
  .meta({ title: "RunNews" });
