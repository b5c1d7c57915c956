/** An alert as `airworthy alerts --json` tells it. */
import { z } from "zod";
import { alertChanges, alertPhases, severities } from "../../../../core/monitor/index.ts";

const time = z.number();

export const readingSchema = z
  .object({
    measure: z.string(),
    subject: z.string(),
    from: time,
    to: time,
    count: z.number(),
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    version: z.number().optional(),
    why: z.string().optional(),
  })
  .meta({ title: "Reading" });

const stateSchema = z.object({
  phase: z.enum(alertPhases),
  since: time.nullable(),
  condition: z.enum(["over", "breached"]),
  noData: z.object({ since: time, why: z.string() }).nullable(),
  heldMs: z.number(),
  holding: z.boolean(),
  judgedTo: time.nullable(),
  firings: z.number(),
  breaches: z.number(),
  worst: z.number().nullable(),
  latest: readingSchema.nullable(),
  acknowledged: z.object({ at: time, who: z.string(), note: z.string() }).nullable(),
});

/** A monitor; what only its kind has stands beside. */
export const monitorSchema = z
  .looseObject({
    kind: z.string(),
    name: z.string(),
    direction: z.enum(["above", "below"]),
    bound: z.number(),
    resolveBound: z.number(),
    overMs: z.number(),
    forMs: z.number(),
    leastSample: z.number(),
    severity: z.enum(severities),
    runbook: z.string().nullable(),
    latch: z.boolean(),
    strict: z.boolean(),
    metric: z.string().optional().meta({ description: "Of a monitor of quality." }),
  })
  .meta({ title: "DeclaredMonitor" });

export const listedAlertSchema = stateSchema
  .extend({
    id: z.string(),
    monitor: z.string(),
    subject: z.string(),
    declared: monitorSchema,
    silencedUntil: time.nullable(),
    updatedAt: time,
  })
  .meta({ title: "ListedAlert" });

export const alertEntrySchema = z
  .object({
    seq: z.number(),
    id: z.string(),
    alertId: z.string(),
    firing: z.number(),
    at: time,
    recordedAt: time,
    change: z.enum(alertChanges),
    phase: z.enum(alertPhases),
    reading: readingSchema.nullable(),
    bound: z.number().nullable(),
    who: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ title: "AlertHistoryEntry" });

export const channelSchema = z.looseObject({
  channel: z.string(),
  state: z.enum(["untried", "ok", "failing"]),
});

export const alertsSchema = z
  .object({
    alerts: z.array(listedAlertSchema),
    count: z.number(),
    next: z.number().nullable(),
    channels: z.array(channelSchema),
  })
  .meta({ title: "Alerts" });
