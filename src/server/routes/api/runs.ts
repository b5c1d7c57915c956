import { z } from "zod";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { runPageSchema } from "./schema/run.ts";

const parameters = z.object({
  limit: wholeNumber(1, 100).default(30),
  cursor: z.string().max(200).optional(),
});

export const runsRoute: Route = {
  method: "GET",
  paths: ["/api/runs"],
  scope: "admin",
  summary: "Runs, newest first: airworthy runs",
  parameters,
  reply: runPageSchema,
  async handle(call, context) {
    const { limit, cursor = null } = queryOf(call, parameters);
    const { definition, store } = await requireProject(context);
    const { runPage } = await import("../../../pipeline/views/run-page.ts");
    return { body: await runPage({ store, name: definition.name, limit, cursor }) };
  },
};
