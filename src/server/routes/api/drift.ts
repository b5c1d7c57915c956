import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { driftSchema } from "./schema/drift.ts";

const querySchema = spanSchema.extend({
  version: wholeNumber(1, 1e9).optional().meta({ description: "The champion unless told." }),
});

export const driftRoute: Route = {
  method: "GET",
  paths: ["/api/drift"],
  scope: "admin",
  summary: "How the rows that a version predicted differ from those it was made from: airworthy drift",
  parameters: querySchema,
  reply: driftSchema,
  async handle(call, context) {
    const { version, ...span } = queryOf(call, querySchema);
    const { ask } = await requireProject(context);
    return { body: await ask("drift", { version, ...spanOf(span) }) };
  },
};
