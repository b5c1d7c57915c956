/**
 * What stands in manifest.json: all that predicting needs besides the weights and the history, and all that
 * answering for it needs. Parsed once where a package is loaded; trusted after.
 */
import { z } from "zod";
import type { Definition, Source } from "../../core/definition/index.ts";
import type { EncodedInput } from "../4-train/index.ts";
import type { GateResult, SliceReport } from "../5-validate/index.ts";
import { type Candidate, candidateKinds } from "./candidate.ts";
import {
  definitionSchema,
  featureTypeSchema,
  gateSchema,
  metricSchema,
  modelInputSchema,
} from "./definition-schema.ts";

export const packageFormat = 1;

const finite = z.number();
const estimate = z.object({ value: finite, low: finite, high: finite });
const value = z.union([finite, z.boolean(), z.string(), z.null()]);

const encodedInputSchema: z.ZodType<EncodedInput> = z.object({
  name: z.string(),
  type: featureTypeSchema,
  start: z.int().min(0),
  encodedNames: z.array(z.string()),
  encoding: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("standardise"),
      mean: finite,
      scale: finite,
      impute: finite,
      indicator: z.boolean(),
    }),
    z.object({ kind: z.literal("oneHot"), vocabulary: z.array(z.string()) }),
    z.object({ kind: z.literal("hash"), buckets: z.int().positive() }),
  ]),
});

const candidateSchema: z.ZodType<Candidate> = z.object({
  kind: z.enum(candidateKinds),
  bytes: z.int(),
  p50Us: finite,
  p95Us: finite,
  p99Us: finite,
  p50Us64: finite,
  p95Us64: finite,
  p99Us64: finite,
  accuracy: finite.nullable(),
  logLoss: finite.nullable(),
  rmse: finite.nullable(),
  r2: finite.nullable(),
  maxChange: finite,
  verdict: z.string(),
});

const gateResultSchema: z.ZodType<GateResult> = gateSchema.extend({
  value: finite.nullable(),
  passed: z.boolean(),
  explanation: z.string(),
  champion: z.int().exactOptional(),
});

const sliceSchema: z.ZodType<SliceReport> = z.object({
  name: z.string(),
  rows: z.int(),
  metric: estimate,
  declared: z.boolean(),
});

const answerSchema = z.object({
  /** The decision: true or false, a class, or a number. */
  prediction: z.union([z.boolean(), z.string(), finite]),
  /** Of true, or of the predicted class; null for regression. */
  probability: finite.nullable(),
  /** Multiclass: of every class in the order of `classes`; otherwise empty. */
  probabilities: z.array(finite),
});
/** What the model says of one row. */
export type Answer = z.infer<typeof answerSchema>;

const rowSchema = z.record(z.string(), value);

const signatureSchema = z.object({
  /** The columns of a raw event. */
  raw: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      /** Whether a row without it is refused (unless all features are given as they are). */
      required: z.boolean(),
      /** Known only afterwards: not asked of a row to predict. */
      outcome: z.boolean(),
      pii: z.boolean(),
    }),
  ),
  /** The inputs of the model: features and columns as they are. */
  inputs: z.array(modelInputSchema).min(1),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        type: z.literal("float32"),
        shape: z.array(z.union([z.string(), z.int()])),
      }),
    )
    .min(1),
});

export const manifestSchema = z.object({
  kind: z.literal("airworthy-package"),
  format: z.literal(packageFormat),
  name: z.string().min(1),
  version: z.int().positive(),
  /** ISO 8601, UTC. */
  created: z.iso.datetime(),
  shipped: z.enum(candidateKinds),
  signature: signatureSchema,
  definition: definitionSchema,
  /** What each cleaning rule did, and the bounds that it learned. */
  cleaning: z.array(
    z.object({
      rule: z.string(),
      policy: z.string(),
      rows: z.int(),
      bounds: z.object({ low: finite, high: finite }).nullable(),
    }),
  ),
  preprocessing: z.array(encodedInputSchema),
  network: z.object({
    widths: z.array(z.int().positive()).min(2),
    parameters: z.int(),
    classes: z.array(z.string()),
    bestEpoch: z.int(),
  }),
  threshold: finite.nullable(),
  temperature: finite.nullable(),
  metrics: z.partialRecord(metricSchema, estimate),
  slices: z.array(sliceSchema),
  gates: z.array(gateResultSchema),
  candidates: z.array(candidateSchema).min(1),
  lineage: z.object({
    run: z.string(),
    snapshot: z.string(),
    stages: z.record(z.string(), z.string()),
    /** SHA-256 of model.onnx as it stands here, and of the validated float32 model it was made from. */
    model: z.string(),
    validatedModel: z.string(),
  }),
  versions: z.object({
    airworthy: z.string(),
    node: z.string(),
    duckdb: z.string(),
    onnxruntime: z.string(),
  }),
  /** A row of the validation set, personal data replaced, and what the model answers to `inputs`. */
  example: z.object({ raw: rowSchema, inputs: rowSchema, answer: answerSchema }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** `definition` as it may leave the machine: a database without user and password, and nobody who is told of alerts. */
export function withoutSecrets(definition: Definition): Definition {
  const { notify: _, retrain: _r, rollout: _o, retention: _k, labelSources: _l, ...shipped } = definition;
  const { source } = definition.events;
  return { ...shipped, events: { ...definition.events, source: publicSource(source) } };
}

function publicSource(source: Source): Source {
  if (source.kind !== "postgres" || source.url.startsWith("env:")) return source;
  return { ...source, url: URL.canParse(source.url) ? `postgres://${new URL(source.url).host}` : "" };
}
