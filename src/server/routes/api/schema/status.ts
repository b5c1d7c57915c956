/** How the champion fares, as `airworthy status --json` tells it; of drift what can be said in a line for each subject. */
import { z } from "zod";
import { driftStates } from "../../../../core/drift/index.ts";
import { tasks } from "../../../../core/metric.ts";
import { alertChanges } from "../../../../core/monitor/index.ts";
import { channelSchema, listedAlertSchema } from "./alert.ts";
import { estimatesSchema, figuresSchema } from "./common.ts";

export const requestsSchema = z.object({
  requests: z.number(),
  failed: z.number(),
  codes: z.record(z.string(), z.number()),
});
const latency = z.object({ requests: z.number(), p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number() });

export const qualitySchema = z
  .object({
    slice: z.string(),
    predicted: z.number(),
    labelled: z.number(),
    measured: figuresSchema,
    estimated: figuresSchema,
  })
  .meta({ title: "QualitySummary" });

export const driftCountsSchema = z.object({
  ok: z.number(),
  possible: z.number(),
  drift: z.number(),
  notEnoughData: z.number(),
});

const drift = z.object({
  rows: z.number(),
  leastCount: z.number(),
  counts: driftCountsSchema,
  subjects: z.array(
    z.object({
      name: z.string(),
      state: z.enum(driftStates),
      sentence: z.string(),
      importance: z.number().nullable(),
    }),
  ),
});

const counted = z.object({ predicted: z.number(), labelled: z.number() });

export const eventSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("audit"),
      at: z.number(),
      action: z.string(),
      subject: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
    z.object({
      kind: z.literal("alert"),
      at: z.number(),
      alert: z.string(),
      monitor: z.string(),
      subject: z.string(),
      change: z.enum(alertChanges),
    }),
  ])
  .meta({ title: "ModelEvent" });

export const statusSchema = z
  .object({
    model: z.string(),
    task: z.enum(tasks),
    version: z.number(),
    builtAt: z.number(),
    validated: estimatesSchema,
    window: z.object({ from: z.number(), to: z.number() }),
    countedTo: z.number().nullable(),
    predictions: z.number(),
    uncounted: z.number(),
    requests: requestsSchema.nullable(),
    latency: latency.nullable(),
    quality: qualitySchema.nullable(),
    slices: z.array(qualitySchema),
    coverage: counted.extend({ due: counted }).nullable(),
    drift: drift.nullable(),
    alerts: z.array(listedAlertSchema),
    channels: z.array(channelSchema),
    events: z.array(eventSchema),
  })
  .meta({ title: "Status" });
