/** What ships. */
import { z } from "zod";
import { tasks } from "../../../../core/metric.ts";
import type { PackageView } from "../../../../pipeline/views/package-view.ts";
import { candidateKinds } from "../../../../stages/6-package/live.ts";
import { gateSchema } from "./validation.ts";

const share = z.number().nullable();

const candidate = z
  .object({
    kind: z.enum(candidateKinds),
    bytes: z.number(),
    p50Us: z.number(),
    p95Us: z.number(),
    p99Us: z.number(),
    p50Us64: z.number(),
    p95Us64: z.number(),
    p99Us64: z.number(),
    accuracy: share,
    logLoss: share,
    rmse: share,
    r2: share,
    maxChange: z.number(),
    verdict: z.string(),
    quality: share,
  })
  .meta({ title: "PackageCandidate" });

const value = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const row = z.record(z.string(), value);

const signature = z.object({
  raw: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      required: z.boolean(),
      outcome: z.boolean(),
      pii: z.boolean(),
    }),
  ),
  inputs: z.array(
    z.object({
      name: z.string(),
      origin: z.enum(["column", "feature"]),
      type: z.enum(["number", "boolean", "text"]),
    }),
  ),
  outputs: z.array(
    z.object({
      name: z.string(),
      type: z.literal("float32"),
      shape: z.array(z.union([z.string(), z.number()])),
    }),
  ),
});

export const packageSchema: z.ZodType<PackageView> = z
  .object({
    model: z.string(),
    version: z.number(),
    aliases: z.array(z.string()),
    task: z.enum(tasks),
    created: z.string(),
    shipped: z.enum(candidateKinds),
    candidates: z.array(candidate),
    gates: z.array(gateSchema),
    signature,
    lineage: z.object({
      run: z.string(),
      snapshot: z.string(),
      stages: z.record(z.string(), z.string()),
      model: z.string(),
      validatedModel: z.string(),
    }),
    versions: z.object({
      airworthy: z.string(),
      node: z.string(),
      duckdb: z.string(),
      onnxruntime: z.string(),
    }),
    network: z.object({
      widths: z.array(z.number()),
      parameters: z.number(),
      classes: z.array(z.string()),
      bestEpoch: z.number(),
    }),
    threshold: z.number().nullable(),
    temperature: z.number().nullable(),
    example: z.object({
      raw: row,
      inputs: row,
      answer: z.object({
        prediction: z.union([z.boolean(), z.string(), z.number()]),
        probability: z.number().nullable(),
        probabilities: z.array(z.number()),
      }),
    }),
    files: z.array(z.object({ name: z.string(), bytes: z.number() })),
    directory: z.string(),
    publicKey: z.string(),
    card: z.string(),
  })
  .meta({ title: "PackageView" });
