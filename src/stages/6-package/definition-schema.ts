/** The parser of the definition in a manifest: a package needs no config to parse, clean and engineer a row. */
import { z } from "zod";
import { type Column, columnKinds } from "../../core/column.ts";
import type { Check, Definition, ModelSpec, Policy, Rule, Source } from "../../core/definition/index.ts";
import { type Metric, metricTable, tasks } from "../../core/metric.ts";
import { expressionSchema } from "./expression-schema.ts";
import { monitorsSchema } from "./monitor-schema.ts";

export const metricSchema = z.enum(Object.keys(metricTable) as [Metric, ...Metric[]]);
export const featureTypeSchema = z.enum(["number", "boolean", "text"]);

const columnSchema: z.ZodType<Column> = z.object({
  kind: z.enum(columnKinds),
  pii: z.boolean().exactOptional(),
  outcome: z.boolean().exactOptional(),
  description: z.string().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  nan: z.enum(["reject", "missing"]).exactOptional(),
  pattern: z.string().exactOptional(),
  values: z.array(z.string()).exactOptional(),
  format: z.string().exactOptional(),
  zone: z.string().exactOptional(),
});

const compression = z.enum(["auto", "none", "gzip", "zstd"]).exactOptional();
const paths = z.array(z.string());

const sourceSchema: z.ZodType<Source> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("csv"),
    paths,
    compression,
    delimiter: z.string().exactOptional(),
    header: z.boolean().exactOptional(),
    missing: z.string().exactOptional(),
    encoding: z.enum(["utf-8", "latin-1"]).exactOptional(),
  }),
  z.object({ kind: z.literal("jsonLines"), paths, compression }),
  z.object({ kind: z.literal("parquet"), paths }),
  z.object({ kind: z.literal("postgres"), url: z.string(), from: z.string() }),
]);

const column = z.string();
const checkSchema: z.ZodType<Check> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("missing"), column }),
  z.object({ kind: z.literal("range"), column, min: z.number().nullable(), max: z.number().nullable() }),
  z.object({ kind: z.literal("allowed"), column, values: z.array(z.string()) }),
  z.object({ kind: z.literal("pattern"), column, pattern: z.string() }),
  z.object({ kind: z.literal("future"), column, toleranceMicros: z.number() }),
  z.object({ kind: z.literal("outlier"), column, method: z.enum(["iqr", "mad"]), k: z.number() }),
  z.object({ kind: z.literal("duplicate") }),
  z.object({ kind: z.literal("condition"), condition: expressionSchema }),
]);

const policySchema: z.ZodType<Policy> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("drop") }),
  z.object({ kind: z.literal("setAside") }),
  z.object({ kind: z.literal("fail") }),
  z.object({ kind: z.literal("clip") }),
  z.object({ kind: z.literal("impute"), value: z.union([z.number(), z.boolean(), z.string()]) }),
]);

const ruleSchema: z.ZodType<Rule> = z.object({
  kind: z.literal("rule"),
  name: z.string(),
  check: checkSchema,
  policy: policySchema,
});

const modelSchema: z.ZodType<ModelSpec> = z.object({
  kind: z.literal("mlp"),
  hidden: z.array(z.int().positive()),
  epochs: z.int().positive(),
  batchSize: z.int().positive(),
  learningRate: z.number(),
  schedule: z.object({
    kind: z.enum(["constant", "cosine", "step"]),
    factor: z.number().exactOptional(),
    every: z.number().exactOptional(),
    warmupEpochs: z.number().exactOptional(),
  }),
  weightDecay: z.number(),
  l2: z.number(),
  dropout: z.number(),
  clipGradient: z.number().nullable(),
  classWeights: z.union([z.enum(["none", "balanced"]), z.record(z.string(), z.number())]),
  earlyStopping: z.object({ patience: z.number() }).nullable(),
  hashAbove: z.number(),
});

const eventsSchema = z.object({
  source: sourceSchema,
  id: z.string().nullable(),
  entity: z.string(),
  time: z.string(),
  known: z.string().nullable(),
  label: z.object({
    column: z.string(),
    above: z.number().nullable(),
    task: z.enum(tasks),
    maturesAfterMicros: z.number(),
    knownColumn: z.string().nullable(),
  }),
  columns: z.record(z.string(), columnSchema),
  maxRejectedShare: z.number(),
});

const thresholdSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fixed"), value: z.number() }),
  z.object({ kind: z.literal("best"), metric: metricSchema }),
  z.object({ kind: z.literal("cost"), falsePositive: z.number(), falseNegative: z.number() }),
]);

export const gateSchema = z.object({
  metric: metricSchema,
  direction: z.enum(["atLeast", "atMost"]),
  bound: z.number(),
});

export const modelInputSchema = z.object({
  name: z.string(),
  origin: z.enum(["column", "feature"]),
  type: featureTypeSchema,
});

const feedbackSchema = z.object({
  policy: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("last") }),
    z.object({ kind: z.literal("majority") }),
    z.object({ kind: z.literal("trusted"), sources: z.array(z.string()) }),
  ]),
});

export const definitionSchema: z.ZodType<Definition> = z.object({
  kind: z.literal("definition"),
  name: z.string(),
  seed: z.number(),
  events: eventsSchema,
  rules: z.array(ruleSchema),
  features: z.array(z.object({ name: z.string(), type: featureTypeSchema, expression: expressionSchema })),
  inputs: z.array(modelInputSchema).min(1),
  split: z.object({ by: z.enum(["time", "entity", "random"]), validation: z.number(), seed: z.number() }),
  model: modelSchema,
  validation: z.object({
    threshold: thresholdSchema,
    slices: z.array(z.string()),
    calibrate: z.boolean(),
    bootstrapSamples: z.number(),
  }),
  gates: z.object({
    bounds: z.array(gateSchema),
    notWorseThanChampion: z.enum(["never", "overall", "on each slice"]),
  }),
  packaging: z.object({ accuracyBudget: z.number(), latencyBudgetMs: z.number().default(800) }),
  monitor: monitorsSchema,
  feedback: feedbackSchema.exactOptional(),
});
