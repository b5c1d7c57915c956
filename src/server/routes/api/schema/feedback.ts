import { z } from "zod";
import { actKinds } from "../../../../io/store/label-review-schema.ts";

const said = z.union([z.boolean(), z.number(), z.string()]);

const targetSchema = z
  .object({
    kind: z.enum(["boolean", "class", "number"]),
    column: z.string(),
    words: z.string(),
    above: z.number().nullable(),
    classes: z.array(z.string()),
  })
  .meta({ title: "LabelTarget" });

const valueSchema = z
  .object({ name: z.string(), value: z.unknown(), isPersonal: z.boolean(), words: z.string() })
  .meta({ title: "JudgedValue" });

const judgedSchema = z
  .object({ event: z.array(valueSchema), features: z.array(valueSchema), happened: z.unknown() })
  .meta({ title: "JudgedPrediction" });

export const queueSchema = z
  .object({
    model: z.string(),
    version: z.number(),
    from: z.number(),
    to: z.number(),
    looked: z.number(),
    waiting: z.number(),
    target: targetSchema,
    items: z.array(
      judgedSchema
        .extend({
          predictionId: z.string(),
          eventId: z.string().nullable(),
          entity: z.string().nullable(),
          at: z.number(),
          prediction: z.string(),
          probability: z.number().nullable(),
          reason: z.enum(["random", "wrong", "drifting", "uncertain"]),
          why: z.string(),
          isDisputed: z.boolean(),
        })
        .meta({ title: "QueueItem" }),
    ),
  })
  .meta({ title: "LabelQueue" });

export const contradictionsSchema = z
  .object({
    target: targetSchema,
    cursor: z.number().nullable(),
    contradictions: z.array(
      z
        .object({
          predictionId: z.string().nullable(),
          eventId: z.string().nullable(),
          entity: z.string().nullable(),
          version: z.number().nullable(),
          at: z.number().nullable(),
          prediction: said.nullable(),
          said: z.array(z.object({ source: z.string(), label: said.nullable(), at: z.number() })),
          holds: said.nullable(),
          judged: judgedSchema.nullable(),
        })
        .meta({ title: "Contradiction" }),
    ),
  })
  .meta({ title: "Contradictions" });

export const actSchema = z
  .object({
    id: z.string(),
    predictionId: z
      .string()
      .meta({ description: "Of the prediction, or of its event where no prediction is known." }),
    kind: z.enum(actKinds),
    label: said.nullable().meta({ description: "Null where none was given." }),
    at: z.number(),
    who: z.string(),
    note: z.string(),
    undone: z
      .object({ who: z.string(), at: z.number() })
      .nullable()
      .meta({ description: "Null where it stands." }),
  })
  .meta({ title: "LabelAct" });

export const actsSchema = z.object({ acts: z.array(actSchema) }).meta({ title: "LabelActs" });

export const effectSchema = z
  .object({
    versions: z.array(z.object({ version: z.number(), source: z.string(), labels: z.number() })),
    mostReports: z.number(),
    newLabels: z.number(),
    wantedLabels: z.number().nullable(),
    decisions: z.array(
      z
        .object({
          at: z.number(),
          run: z.string().nullable(),
          version: z.number().nullable(),
          champion: z.number(),
          promote: z.boolean(),
          reasons: z.array(z.string()),
          learned: z
            .object({
              added: z.number(),
              relabelled: z.number(),
              fresh: z.number().nullable(),
              setAside: z.number(),
              sentences: z.array(z.string()),
            })
            .nullable(),
        })
        .meta({ title: "LabelDecision" }),
    ),
  })
  .meta({ title: "LabelEffect" });
