import { queryOf } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { statusSchema } from "./schema/status.ts";

export const statusRoute: Route = {
  method: "GET",
  paths: ["/api/status"],
  scope: "admin",
  summary: "How the champion fares over a span of time: airworthy status",
  parameters: spanSchema,
  reply: statusSchema,
  async handle(call, context) {
    const { ask } = await requireProject(context);
    return { body: await ask("status", spanOf(queryOf(call, spanSchema))) };
  },
};
