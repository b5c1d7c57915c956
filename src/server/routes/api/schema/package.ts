/** What ships. */
import { z } from "zod";
import { tasks } from "../../../../core/metric.ts";
import type { PackageView } from "../../../../pipeline/views/package-view.ts";
import { candidateKinds, manifestSchema } from "../../../../stages/6-package/live.ts";
import { gateSchema } from "./validation.ts";

const share = z.number().nullable();

export const candidateSchema = z.object({
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
});
const candidate = candidateSchema.extend({ quality: share }).meta({ title: "PackageCandidate" });

/** As the manifest has it. */
const described = manifestSchema.pick({
  ...{ version: true, created: true, shipped: true, signature: true, lineage: true, versions: true },
  ...{ network: true, threshold: true, temperature: true, example: true },
});

export const packageSchema: z.ZodType<PackageView> = described
  .extend({
    model: z.string(),
    aliases: z.array(z.string()),
    task: z.enum(tasks),
    candidates: z.array(candidate),
    gates: z.array(gateSchema),
    files: z.array(z.object({ name: z.string(), bytes: z.number() })),
    directory: z.string(),
    publicKey: z.string(),
    card: z.string(),
  })
  .meta({ title: "PackageView" });
