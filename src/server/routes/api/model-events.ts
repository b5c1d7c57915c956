import { z } from "zod";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { eventSchema } from "./schema/status.ts";

const querySchema = spanSchema.extend({
  limit: wholeNumber(1, 500).default(100).meta({ description: "The newest so many." }),
});

export const eventsOfModelRoute: Route = {
  method: "GET",
  paths: ["/api/model-events"],
  scope: "admin",
  summary:
    "What happened to the model: deployments, retrainings, alerts that began and ended; the newest first",
  parameters: querySchema,
  reply: z.object({ events: z.array(eventSchema) }).meta({ title: "ModelEvents" }),
  async handle(call, context) {
    const { limit, ...span } = queryOf(call, querySchema);
    const { definition, store, log } = await requireProject(context);
    const { recentAlerts, recentAudit } = await import("../../../io/store/index.ts");
    const of = { model: definition.name, limit, ...spanOf(span) };
    const events = [...(await recentAudit(store, of)), ...(await recentAlerts(log, of))];
    return { body: { events: events.toSorted((one, other) => other.at - one.at).slice(0, limit) } };
  },
};
