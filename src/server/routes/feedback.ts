import { z } from "zod";
import { labelExample } from "../example-body.ts";
import { readRows, refusal, rejectedOf, rejectedSchema, requireLive } from "../live-rows.ts";
import { timeoutOf } from "../request-limits.ts";
import type { Route } from "../route.ts";

const id = z.union([z.string(), z.int()]);
const part = z.object({
  prediction_id: id.optional(),
  event_id: id.optional(),
  label: z.union([z.boolean(), z.number(), z.string()]),
  /** Who says so. */
  source: z.string().optional(),
});

export const feedbackRoute: Route = {
  method: "POST",
  paths: ["/feedback"],
  scope: "feedback",
  summary: "Tell the truth about a prediction or an event, when it is known; the newest counts",
  body: z.union([part, z.array(part)]),
  example: labelExample,
  reply: z.object({ matched: z.int(), pending: z.int(), repeated: z.int(), rejected: rejectedSchema }),
  async handle(call, context) {
    const { rows } = readRows(call, context);
    const given = rows.map(({ raw }) => raw);
    const outcomes = await requireLive(context).feedback(given, { timeoutMs: timeoutOf(call, context) });
    const rejected = rejectedOf(outcomes);
    const counts = { matched: 0, pending: 0, repeated: 0 };
    for (const outcome of outcomes) if (outcome.kind === "feedback") counts[outcome.outcome] += 1;
    const refused = outcomes.filter(({ kind }) => kind === "refused").length;
    for (const [outcome, parts] of Object.entries({ ...counts, rejected: refused }))
      if (parts > 0) context.metrics.feedback.inc({ outcome }, parts);
    if (refused === outcomes.length) throw refusal(outcomes, rejected);
    return { body: { ...counts, rejected } };
  },
};
