/** Runs as pages name them; times are epoch milliseconds. */
import { z } from "zod";
import { stageNames } from "../../../../core/progress.ts";
import { runStatuses } from "../../../../io/store/schema.ts";
import type { RunHead } from "../../../../pipeline/views/run-head.ts";
import type { RunPage } from "../../../../pipeline/views/run-page.ts";

export const stageSchema = z.enum(stageNames);

/** A stage as a run tells it. */
export const stageSummarySchema = z.object({
  stage: stageSchema,
  rowsIn: z.number(),
  columnsIn: z.number(),
  rowsOut: z.number(),
  columnsOut: z.number(),
  durationMs: z.number(),
  reused: z.boolean(),
  note: z.string(),
});

export const runHeadSchema: z.ZodType<RunHead> = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum([...runStatuses, "interrupted"]),
    startedAt: z.number(),
    endedAt: z.number().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    version: z.number().nullable(),
  })
  .meta({ title: "RunHead" });

export const runPageSchema: z.ZodType<RunPage> = z
  .object({ runs: z.array(runHeadSchema), cursor: z.string().nullable() })
  .meta({ title: "RunPage" });

export const warningsSchema = z.array(z.object({ stage: stageSchema, message: z.string() }));

export const estimateSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .meta({ title: "Estimate" });
