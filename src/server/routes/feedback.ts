import { z } from "zod";
import { labelExample } from "../example-body.ts";
import { readRows, refusal, rejectedOf, rejectedSchema, requireLive } from "../live-rows.ts";
import { readReportedRows } from "../reported-rows.ts";
import { timeoutOf } from "../request-limits.ts";
import type { Route } from "../route.ts";

const id = z.union([z.string(), z.int()]);
/** Who says so. */
const source = z.string().optional();
const part = z.union([
  z.object({
    prediction_id: id.optional(),
    event_id: id.optional(),
    label: z.union([z.boolean(), z.number(), z.string()]),
    source,
  }),
  z.object({
    prediction_id: id.optional(),
    event_id: id.optional(),
    withdraw: z.literal(true).meta({ description: "The source takes back what it said." }),
    source,
  }),
  z.object({ prediction_id: id, wrong: z.literal(true), source }),
  z.object({ prediction_id: id, skip: z.literal(true), source }),
]);

export const feedbackRoute: Route = {
  method: "POST",
  paths: ["/feedback"],
  scope: "feedback",
  summary:
    "Tell the truth about a prediction or an event, when it is known; the newest counts. Or take it back, say that a prediction is wrong, or skip it",
  body: z.union([part, z.array(part)]),
  example: labelExample,
  reply: z.object({ matched: z.int(), pending: z.int(), repeated: z.int(), rejected: rejectedSchema }),
  async handle(call, context) {
    const { rows } = readRows(call, context);
    const given = rows.map(({ raw }) => raw);
    const live = requireLive(context);
    const { labels, outcomes: reported } = await readReportedRows(given, context);
    const left = labels.map(({ raw }) => raw);
    const told = left.length === 0 ? [] : await live.feedback(left, { timeoutMs: timeoutOf(call, context) });
    const places = new Map(labels.map(({ place }, index) => [place, told[index]]));
    const outcomes = given.flatMap((_, place) => reported.get(place) ?? places.get(place) ?? []);
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
