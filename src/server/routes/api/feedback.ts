/** Predictions worth a label, labels on which sources differ, and what labels did. Who may report labels may see the first two. */
import { z } from "zod";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { contradictionsSchema, effectSchema, queueSchema } from "./schema/feedback.ts";

const queueParameters = z.object({
  limit: wholeNumber(1, 200).default(50),
  since: wholeNumber(60_000, 366 * 86_400_000)
    .optional()
    .meta({ description: "Predictions of this last while, milliseconds; 7 days unless told." }),
});

export const labelQueueRoute: Route = {
  method: "GET",
  paths: ["/api/feedback/queue"],
  scope: "feedback",
  summary:
    "The predictions most worth a label, each with its reason and what was sent: airworthy feedback queue",
  parameters: queueParameters,
  reply: queueSchema,
  async handle(call, context) {
    const { limit, since: sinceMs } = queryOf(call, queueParameters);
    const { ask } = await requireProject(context);
    return { body: await ask("labelQueue", { now: Date.now(), limit, sinceMs }) };
  },
};

const pageParameters = z.object({
  limit: wholeNumber(1, 200).default(50),
  cursor: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});

export const contradictionsRoute: Route = {
  method: "GET",
  paths: ["/api/feedback/contradictions"],
  scope: "feedback",
  summary: "Labels on which sources differ and nobody settled it: airworthy feedback contradictions",
  parameters: pageParameters,
  reply: contradictionsSchema,
  async handle(call, context) {
    const page = queryOf(call, pageParameters);
    const { ask } = await requireProject(context);
    return { body: await ask("contradictions", page) };
  },
};

export const labelEffectRoute: Route = {
  method: "GET",
  paths: ["/api/feedback/effect"],
  scope: "admin",
  summary: "How many labels each version has, and which of them retrainings learned from or set aside",
  reply: effectSchema,
  async handle(_, context) {
    const { ask } = await requireProject(context);
    return { body: await ask("labelEffect", {}) };
  },
};
