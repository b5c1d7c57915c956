import { z } from "zod";
import { stageNames } from "../../../core/progress.ts";
import { invalidRequest } from "../../invalid-request.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { dataSchema, featureSchema, rejectedSchema, stageColumnsSchema } from "./schema/data.ts";

const scope = "admin";

export const runDataRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/data"],
  scope,
  summary: "How rows became features in a run (its id, the beginning of one, or latest): airworthy show",
  reply: dataSchema,
  async handle({ params: { run = "" } }, context) {
    const { store } = await requireProject(context);
    const { dataView } = await import("../../../pipeline/views/data-view.ts");
    return { body: await dataView(store, run) };
  },
};

export const stageColumnsRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/stages/{stage}/columns"],
  scope,
  summary: "The columns of a stage's table: type, missing values, distribution",
  reply: stageColumnsSchema,
  async handle({ params: { run = "", stage: name = "" }, signal }, context) {
    const stage = stageNames.find((known) => known === name);
    if (stage === undefined)
      throw invalidRequest(`There is no stage of this name; wanted one of ${stageNames.join(", ")}.`);
    const { store, workspace } = await requireProject(context);
    const { stageColumns } = await import("../../../pipeline/views/stage-columns.ts");
    return { body: await stageColumns({ store, workspace, run, stage }, signal) };
  },
};

export const featureRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/features/{feature}"],
  scope,
  summary: "A feature or column of a run by the label",
  reply: featureSchema,
  async handle({ params: { run = "", feature: name = "" }, signal }, context) {
    const { store, workspace } = await requireProject(context);
    const { featureView } = await import("../../../pipeline/views/feature-view.ts");
    return { body: await featureView({ store, workspace, run, name }, signal) };
  },
};

const rejectedParameters = z.object({
  stage: z.enum(["collect", "clean"]),
  rule: z.string().max(1_000).optional().meta({ description: "Rows of this rule alone." }),
  limit: wholeNumber(1, 200).default(50),
  cursor: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
});

export const rejectedRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/rejected"],
  scope,
  summary: "The rows that a stage did not let through, personal values hidden",
  parameters: rejectedParameters,
  reply: rejectedSchema,
  async handle(call, context) {
    const { stage, rule = null, limit, cursor } = queryOf(call, rejectedParameters);
    const { store, workspace } = await requireProject(context);
    const { run = "" } = call.params;
    const { rejectedRows } = await import("../../../pipeline/views/rejected-rows.ts");
    return { body: await rejectedRows({ store, workspace, run, stage, rule, limit, cursor }, call.signal) };
  },
};
