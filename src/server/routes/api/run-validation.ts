import { z } from "zod";
import { queryOf } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { thresholdSlicesSchema, thresholdsSchema, validationSchema } from "./schema/validation.ts";

export const runValidationRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/validation"],
  scope: "admin",
  summary: "What validation measured in a run: airworthy show",
  reply: validationSchema,
  async handle({ params: { run = "" } }, context) {
    const { store } = await requireProject(context);
    const { validationView } = await import("../../../pipeline/views/validation-view.ts");
    return { body: await validationView(store, run) };
  },
};

export const thresholdSlicesRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/thresholds/slices"],
  scope: "admin",
  summary: "A binary model's accuracy on each slice at each threshold",
  reply: thresholdSlicesSchema,
  async handle({ params: { run = "" }, signal }, context) {
    const { store, workspace } = await requireProject(context);
    const { thresholdSlices } = await import("../../../pipeline/views/threshold-slices.ts");
    return { body: await thresholdSlices({ store, workspace, run }, signal) };
  },
};

const cost = z.coerce.number().min(0).max(1e12).optional();
const parameters = z.object({
  falsePositive: cost.meta({ description: "What a row wrongly answered true costs." }),
  falseNegative: cost.meta({ description: "What a row wrongly answered false costs." }),
});

export const thresholdsRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/thresholds"],
  scope: "admin",
  summary: "A binary model's figures at each threshold, and what its errors cost there",
  parameters,
  reply: thresholdsSchema,
  async handle(call, context) {
    const { falsePositive, falseNegative } = queryOf(call, parameters);
    const { store } = await requireProject(context);
    const costs = {
      ...(falsePositive === undefined ? {} : { falsePositive }),
      ...(falseNegative === undefined ? {} : { falseNegative }),
    };
    const { thresholdTable } = await import("../../../pipeline/views/threshold-table.ts");
    return { body: await thresholdTable(store, call.params.run ?? "", costs) };
  },
};
