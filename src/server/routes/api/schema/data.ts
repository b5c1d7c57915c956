/** How rows became features. */
import { z } from "zod";
import type { RunData } from "../../../../pipeline/views/data-view.ts";
import type { FeatureView } from "../../../../pipeline/views/feature-view.ts";
import type { RejectedRows } from "../../../../pipeline/views/rejected-rows.ts";
import type { StageColumns } from "../../../../pipeline/views/stage-columns.ts";
import { runHeadSchema, stageSchema, stageSummarySchema, warningsSchema } from "./run.ts";

const stage = stageSummarySchema.extend({ hasTable: z.boolean() }).meta({ title: "DataStage" });

const dropped = z
  .object({
    stage: stageSchema,
    rule: z.string(),
    policy: z.string(),
    rows: z.number(),
    left: z.boolean(),
  })
  .meta({ title: "DroppedRows" });

const feature = z
  .object({
    name: z.string(),
    type: z.string(),
    words: z.string(),
    sql: z.string().nullable(),
    missingShare: z.number().nullable(),
    reads: z.array(z.string()),
    isInput: z.boolean(),
  })
  .meta({ title: "FeatureWords" });

const split = z.object({
  by: z.string(),
  trainRows: z.number(),
  validationRows: z.number(),
  unlabelledRows: z.number(),
});

export const dataSchema: z.ZodType<RunData> = z
  .object({
    run: runHeadSchema,
    stages: z.array(stage),
    dropped: z.array(dropped),
    split: split.nullable(),
    features: z.array(feature),
    warnings: warningsSchema,
  })
  .meta({ title: "RunData" });

const counted = { missing: z.number(), distinct: z.number() };

const shape = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("number"),
      ...counted,
      mean: z.number().nullable(),
      min: z.number().nullable(),
      median: z.number().nullable(),
      max: z.number().nullable(),
      edges: z.array(z.number()),
      counts: z.array(z.number()),
    }),
    z.object({
      kind: z.literal("category"),
      ...counted,
      values: z.array(z.object({ value: z.string(), rows: z.number() })),
      other: z.number(),
    }),
    z.object({ kind: z.literal("opaque"), ...counted }),
  ])
  .meta({ title: "ValueShape" });

const column = z
  .object({
    name: z.string(),
    role: z.enum(["column", "feature", "answer"]),
    type: z.string(),
    pii: z.boolean(),
    description: z.string(),
    shape,
  })
  .meta({ title: "StageColumn" });

export const stageColumnsSchema: z.ZodType<StageColumns> = z
  .object({ run: z.string(), stage: stageSchema, rows: z.number(), columns: z.array(column) })
  .meta({ title: "StageColumns" });

const group = z.object({
  label: z.string(),
  rows: z.number(),
  missing: z.number(),
  counts: z.array(z.number()),
});

export const featureSchema: z.ZodType<FeatureView> = z
  .object({
    run: z.string(),
    name: z.string(),
    label: z.string(),
    edges: z.array(z.number()),
    values: z.array(z.string()),
    groups: z.array(group),
  })
  .meta({ title: "FeatureView" });

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const rejectedSchema: z.ZodType<RejectedRows> = z
  .object({
    run: z.string(),
    stage: z.enum(["collect", "clean"]),
    total: z.number(),
    columns: z.array(z.string()),
    rows: z.array(z.object({ row: z.number(), rule: z.string(), values: z.array(value) })),
    cursor: z.number().nullable(),
  })
  .meta({ title: "RejectedRows" });
