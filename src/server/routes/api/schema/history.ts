/** How a version fared, part by part. */
import { z } from "zod";
import { tasks } from "../../../../core/metric.ts";
import { latencyPhases } from "../../../../core/profile/index.ts";
import { qualitySchema, requestsSchema } from "./status.ts";

const phaseSchema = z
  .object({
    phase: z.enum(latencyPhases),
    count: z.number(),
    p50Ms: z.number(),
    p95Ms: z.number(),
    p99Ms: z.number(),
    maxMs: z.number(),
  })
  .meta({ title: "PhaseLatency" });

const partSchema = z
  .object({
    from: z.number(),
    to: z.number(),
    quality: qualitySchema.nullable(),
    requests: requestsSchema.nullable(),
    latency: z.array(phaseSchema),
  })
  .meta({ title: "HistoryPart" });

export const historySchema = z
  .object({
    model: z.string(),
    task: z.enum(tasks),
    version: z.number(),
    slice: z.string(),
    /** Those that can be asked for. */
    versions: z.array(z.number()),
    slices: z.array(z.string()),
    partMs: z.number(),
    countedTo: z.number().nullable(),
    parts: z.array(partSchema),
  })
  .meta({ title: "History" });
