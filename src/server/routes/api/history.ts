import { z } from "zod";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { historySchema } from "./schema/history.ts";

const querySchema = spanSchema.extend({
  version: wholeNumber(1, 1e9).optional().meta({ description: "The champion unless told." }),
  slice: z.string().max(500).optional().meta({ description: "All rows unless told." }),
});

export const historyRoute: Route = {
  method: "GET",
  paths: ["/api/history"],
  scope: "admin",
  summary: "Quality, traffic, errors and latency of a version through a span of time, in at most 98 parts",
  parameters: querySchema,
  reply: historySchema,
  async handle(call, context) {
    const { version, slice = "", ...span } = queryOf(call, querySchema);
    const { ask } = await requireProject(context);
    return { body: await ask("history", { version, slice, ...spanOf(span) }) };
  },
};
