/** The way of a model in ten stops, and what its simulators say. */
import { z } from "zod";
import { promotionPolicies, promotionWays } from "../../../../core/definition/index.ts";
import { alertChanges, alertPhases, monitorKinds, severities } from "../../../../core/monitor/index.ts";
import type { ToldAlert } from "../../../../pipeline/views/learn/alert-story.ts";
import type { EventFate } from "../../../../pipeline/views/learn/event-fate.ts";
import { stopNames } from "../../../../pipeline/views/learn/lesson.ts";
import type { LessonFacts } from "../../../../pipeline/views/learn/lesson-facts.ts";
import type { LessonPage } from "../../../../pipeline/views/learn/lesson-page.ts";
import { logOutcomes, type ToldLog } from "../../../../pipeline/views/learn/log-story.ts";
import { comparisonSchema } from "../../../../pipeline/views/learn/read-comparison.ts";
import { candidateKinds } from "../../../../stages/6-package/live.ts";
import type { Decision } from "../../../../stages/9-retrain/index.ts";
import { dataSchema } from "./data.ts";
import { candidateSchema } from "./package.ts";
import { traceSchema } from "./prediction.ts";
import { trainingSchema } from "./training.ts";
import { thresholdsSchema, validationSchema } from "./validation.ts";

const plain = z.union([z.boolean(), z.string(), z.number(), z.null()]);
const answer = z.union([z.boolean(), z.string(), z.number()]);
const share = z.number().nullable();

const timeline = z
  .object({
    feature: z.string(),
    words: z.string(),
    columns: z.array(z.string()),
    events: z.array(
      z.object({ at: z.number(), values: z.array(plain), feature: share, visible: z.number() }),
    ),
  })
  .meta({ title: "EntityTimeline" });

const sweep = z
  .object({
    input: z.string(),
    type: z.enum(["number", "boolean", "text"]),
    values: z.array(
      z.object({ value: plain, prediction: answer, score: z.number(), hidden: z.array(z.array(z.number())) }),
    ),
    own: z.number(),
  })
  .meta({ title: "Sweep" });

const candidate = candidateSchema.meta({ title: "LessonCandidate" });

const monitor = z
  .object({
    name: z.string(),
    kind: z.enum(monitorKinds),
    direction: z.enum(["above", "below"]),
    bound: z.number(),
    resolveBound: z.number(),
    overMs: z.number(),
    forMs: z.number(),
    leastSample: z.number(),
    severity: z.enum(severities),
    latch: z.boolean(),
    strict: z.boolean(),
    title: z.string(),
    unit: z.enum(["share", "ms", "predictions", "thresholds", "metric"]),
  })
  .meta({ title: "LessonMonitor" });

const retrain = z.object({
  promote: z.enum(promotionPolicies),
  through: z.enum(promotionWays),
  onAlert: z.boolean(),
  everyMs: share,
  newLabels: share,
  windowMs: share,
  coolDownMs: z.number(),
  perDay: z.number(),
});

const column = z.object({
  name: z.string(),
  kind: z.string(),
  pii: z.boolean(),
  description: z.string(),
  example: z.string(),
});

export const factsSchema: z.ZodType<LessonFacts> = z
  .object({
    data: dataSchema,
    snapshot: z.string().nullable(),
    columns: z.array(column.meta({ title: "LessonColumn" })),
    label: z.string(),
    id: z.string().nullable(),
    entity: z.string(),
    rules: z.number(),
    comparison: comparisonSchema.nullable(),
    timeline: timeline.nullable(),
    training: trainingSchema,
    validation: validationSchema.nullable(),
    thresholds: thresholdsSchema.nullable(),
    packaged: z
      .object({
        version: z.number(),
        shipped: z.enum(candidateKinds),
        candidates: z.array(candidate),
        alias: z.enum(["champion", "challenger"]).nullable(),
      })
      .nullable(),
    accuracyBudget: z.number(),
    answer: z
      .object({
        raw: z.record(z.string(), plain),
        trace: traceSchema,
        packaged: answer,
        sweeps: z.array(sweep),
      })
      .nullable(),
    monitors: z.array(monitor),
    retrain,
  })
  .meta({ title: "LessonFacts" });

const question = z
  .object({
    id: z.string(),
    prompt: z.string(),
    options: z.array(z.object({ text: z.string(), isRight: z.boolean(), why: z.string() })),
  })
  .meta({ title: "LessonQuestion" });

const lesson = z
  .object({
    stop: z.enum(stopNames),
    title: z.string(),
    question: z.string(),
    read: z.array(z.string()),
    steps: z.array(z.object({ title: z.string(), text: z.string() })),
    questions: z.array(question),
    cards: z.array(z.object({ term: z.string(), meaning: z.string(), here: z.string() })),
  })
  .meta({ title: "Lesson" });

export const lessonPageSchema: z.ZodType<LessonPage> = z
  .object({ whose: z.enum(["own", "example"]), facts: factsSchema, lessons: z.array(lesson) })
  .meta({ title: "LessonPage" });

export const fateSchema: z.ZodType<EventFate> = z
  .object({
    leftAt: z.enum(["collect", "clean"]).nullable(),
    misfits: z.array(z.object({ column: z.string(), value: z.string(), reason: z.string() })),
    rule: z.string().nullable(),
    policy: z.string().nullable(),
    values: z.array(z.object({ name: z.string(), read: plain, cleaned: plain, isRepaired: z.boolean() })),
  })
  .meta({ title: "EventFate" });

export const toldAlertSchema: z.ZodType<ToldAlert> = z
  .object({
    phases: z.array(z.enum(alertPhases)),
    isNoData: z.array(z.boolean()),
    changes: z.array(z.array(z.enum(alertChanges))),
    canAcknowledge: z.boolean(),
  })
  .meta({ title: "ToldAlert" });

export const toldLogSchema: z.ZodType<ToldLog> = z
  .object({
    outcomes: z.array(z.enum(logOutcomes)),
    events: z.number(),
    predictions: z.number(),
    labels: z.number(),
  })
  .meta({ title: "ToldLog" });

export const decisionSchema: z.ZodType<Decision> = z
  .object({
    policy: z.enum(promotionPolicies),
    promote: z.boolean(),
    speaksAgainst: z.boolean(),
    reasons: z.array(z.string()),
  })
  .meta({ title: "RetrainDecision" });
