/** How rows of a window differ from those that the version was made from: both histograms, on the same bins. */
import { z } from "zod";
import { driftStates } from "../../../../core/drift/index.ts";
import { driftCountsSchema } from "./status.ts";

const countsSchema = z.object({
  rows: z.number(),
  missing: z.number(),
  counts: z.array(z.number()),
});

export const subjectDriftSchema = z
  .object({
    name: z.string(),
    role: z.enum(["column", "feature", "prediction"]),
    state: z.enum(driftStates),
    sentence: z.string(),
    importance: z.number().nullable(),
    impact: z.number(),
    distance: z.number().nullable(),
    threshold: z.number().nullable(),
    bins: z
      .discriminatedUnion("kind", [
        z.object({ kind: z.literal("edges"), edges: z.array(z.number()) }),
        z.object({ kind: z.literal("values"), values: z.array(z.string()) }),
      ])
      .nullable()
      .meta({
        description:
          "Of numbers counts begin below the first edge and end above the last; of texts with others and new ones.",
      }),
    baseline: countsSchema,
    window: countsSchema,
  })
  .meta({ title: "SubjectDrift" });

export const driftSchema = z
  .object({
    model: z.string(),
    version: z.number(),
    window: z.object({ from: z.number(), to: z.number() }),
    rows: z.number(),
    leastCount: z.number(),
    referenceWindows: z.number(),
    counts: driftCountsSchema,
    subjects: z.array(subjectDriftSchema),
  })
  .meta({ title: "Drift" });
