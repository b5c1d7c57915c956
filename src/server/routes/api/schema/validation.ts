/** Whether a run's model can be trusted. */
import { z } from "zod";
import { type Metric, metricTable, tasks } from "../../../../core/metric.ts";
import type { ThresholdSlices } from "../../../../pipeline/views/threshold-slices.ts";
import type { ThresholdTable } from "../../../../pipeline/views/threshold-table.ts";
import type { ValidationView } from "../../../../pipeline/views/validation-view.ts";
import { estimateSchema, runHeadSchema } from "./run.ts";

export const metricSchema = z.enum(Object.keys(metricTable) as Metric[]);

const figureBesideSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number(), difference: estimateSchema })
  .meta({ title: "FigureBeside" });

const metric = z
  .object({
    metric: metricSchema,
    title: z.string(),
    better: z.enum(["higher", "lower"]),
    unit: z.string(),
    value: z.number(),
    low: z.number(),
    high: z.number(),
    baselines: z.array(z.object({ name: z.string(), value: z.number() })),
    theirs: figureBesideSchema.nullable(),
  })
  .meta({ title: "MeasuredMetric" });

export const gateSchema = z.object({
  metric: metricSchema,
  direction: z.enum(["atLeast", "atMost"]),
  bound: z.number(),
  value: z.number().nullable(),
  passed: z.boolean(),
  explanation: z.string(),
  champion: z.number().exactOptional(),
});

const slice = z
  .object({
    name: z.string(),
    rows: z.number(),
    metric: estimateSchema,
    declared: z.boolean(),
    harm: z.number(),
    theirs: figureBesideSchema.nullable(),
  })
  .meta({ title: "HarmedSlice" });

const champion = z.object({
  version: z.number(),
  lossDifference: estimateSchema,
  verdict: z.enum(["better", "not distinguishable", "worse"]),
  worseSlices: z.array(z.string()),
});

const judgedGate = gateSchema
  .extend({
    title: z.string(),
    unit: z.string(),
    theirs: z
      .object({ value: z.number(), passed: z.boolean(), when: z.enum(["same rows", "packaged"]) })
      .nullable(),
  })
  .meta({ title: "JudgedGate" });

export const validationSchema: z.ZodType<ValidationView> = z
  .object({
    run: runHeadSchema,
    task: z.enum(tasks),
    rows: z.number(),
    metrics: z.array(metric),
    gates: z.array(judgedGate),
    passed: z.boolean(),
    threshold: z.number().nullable(),
    temperature: z.number().nullable(),
    classes: z.array(z.string()),
    confusion: z.array(z.array(z.number())),
    perClass: z.array(
      z.object({ label: z.string(), precision: z.number(), recall: z.number(), rows: z.number() }),
    ),
    curves: z
      .object({
        roc: z.array(z.object({ falsePositiveRate: z.number(), truePositiveRate: z.number() })),
        precisionRecall: z.array(z.object({ recall: z.number(), precision: z.number() })),
        calibration: z.array(z.object({ probability: z.number(), share: z.number(), rows: z.number() })),
      })
      .nullable(),
    slices: z.array(slice),
    sliceMetric: z.enum(["accuracy", "rmse"]),
    importance: z.array(z.object({ input: z.string(), lossIncrease: estimateSchema })),
    champion: champion.nullable(),
    warnings: z.array(z.string()),
    methods: z.array(z.string()),
  })
  .meta({ title: "ValidationView" });

const row = z
  .object({
    threshold: z.number(),
    truePositives: z.number(),
    falsePositives: z.number(),
    falseNegatives: z.number(),
    trueNegatives: z.number(),
    accuracy: z.number(),
    precision: z.number().nullable(),
    recall: z.number().nullable(),
    f1: z.number().nullable(),
    falsePositiveRate: z.number().nullable(),
    cost: z.number(),
  })
  .meta({ title: "ThresholdRow" });

export const thresholdsSchema: z.ZodType<ThresholdTable> = z
  .object({
    run: z.string(),
    costs: z.object({ falsePositive: z.number(), falseNegative: z.number() }),
    rows: z.array(row),
    chosen: z.number(),
    cheapest: z.number(),
  })
  .meta({ title: "ThresholdTable" });

export const thresholdSlicesSchema: z.ZodType<ThresholdSlices> = z
  .object({
    run: z.string(),
    thresholds: z.array(z.number()),
    slices: z.array(
      z.object({
        name: z.string(),
        rows: z.number(),
        accuracy: z.array(z.number()),
        harm: z.array(z.number()),
      }),
    ),
  })
  .meta({ title: "ThresholdSlices" });
