/** Answers of the log, and what each was made of. */
import { z } from "zod";
import type { PredictionList } from "../../../../pipeline/views/prediction-list.ts";
import type { PredictionView } from "../../../../pipeline/views/prediction-view.ts";
import { candidateKinds } from "../../../../stages/6-package/live.ts";
import type { Trace } from "../../../../stages/7-serve/index.ts";

const plain = z.union([z.boolean(), z.string(), z.number(), z.null()]);

const listed = z
  .object({
    id: z.string(),
    eventId: z.string().nullable(),
    entity: z.string(),
    receivedAt: z.string(),
    time: z.string(),
    version: z.number(),
    prediction: plain,
    probability: z.number().nullable(),
    label: plain,
    right: z.boolean().nullable(),
    opinions: z.number(),
  })
  .meta({ title: "ListedPrediction" });

export const predictionListSchema: z.ZodType<PredictionList> = z
  .object({
    predictions: z.array(listed),
    cursor: z.number().nullable(),
    lookedTo: z
      .string()
      .nullable()
      .meta({ description: "All since then were looked at; null where the log's beginning was reached." }),
  })
  .meta({ title: "PredictionList" });

const unit = z.object({ unit: z.number(), activation: z.number(), contribution: z.number() });
const layer = z
  .object({
    layer: z.number(),
    activation: z.literal("relu"),
    values: z.array(z.number()),
    active: z.number(),
    top: z.array(unit),
  })
  .meta({ title: "TracedLayer" });

const decision = z.object({
  row: z.number(),
  event: z.union([z.string(), z.number(), z.null()]),
  prediction: z.union([z.boolean(), z.string(), z.number()]),
  probability: z.number().nullable(),
  probabilities: z.array(z.number()),
  threshold: z.number().nullable(),
  model: z.object({ name: z.string(), version: z.number() }),
});

export const traceSchema: z.ZodType<Trace> = z
  .object({
    model: z.object({ name: z.string(), version: z.number(), shipped: z.enum(candidateKinds) }),
    raw: z.array(z.object({ name: z.string(), value: plain, pii: z.boolean() })),
    inputs: z.array(
      z.object({
        name: z.string(),
        origin: z.enum(["column", "feature"]),
        value: plain,
        given: z.boolean(),
      }),
    ),
    encoded: z.array(
      z.object({ name: z.string(), input: z.string(), value: z.number(), contribution: z.number() }),
    ),
    hidden: z.array(layer),
    paths: z.array(z.array(z.object({ from: z.number(), to: z.number(), contribution: z.number() }))),
    output: z.object({
      activation: z.enum(["sigmoid", "softmax", "linear"]),
      logit: z.array(z.number()),
      classes: z.array(z.string()),
      temperature: z.number().nullable(),
      values: z.array(z.number()),
    }),
    decision,
  })
  .meta({ title: "Trace" });

export const predictionSchema: z.ZodType<PredictionView> = z
  .object({
    version: z.number(),
    inputs: z.array(
      z.object({
        name: z.string(),
        type: z.enum(["number", "boolean", "text"]),
        words: z.string(),
        past: z.array(z.string()),
        known: z.array(z.string()),
      }),
    ),
    prediction: z.object({
      id: z.string(),
      eventId: z.string().nullable(),
      receivedAt: z.string(),
      answer: z.record(z.string(), z.unknown()),
      isReproduced: z.boolean(),
    }),
    trace: traceSchema,
    past: z.object({
      events: z.number(),
      removedTo: z.string().nullable(),
      columns: z.array(z.string()),
      latest: z.array(
        z.object({
          eventId: z.string().nullable(),
          time: z.string(),
          receivedAt: z.string(),
          values: z.record(z.string(), plain).nullable(),
        }),
      ),
    }),
    labels: z.array(
      z.object({
        label: z.unknown().meta({ description: "Null where the source took back what it had said." }),
        isWithdrawn: z.boolean(),
        receivedAt: z.string(),
        source: z.string(),
      }),
    ),
  })
  .meta({ title: "PredictionView" });
