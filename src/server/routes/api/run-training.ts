import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { trainingSchema } from "./schema/training.ts";

export const runTrainingRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/training"],
  scope: "admin",
  summary: "The epochs of a run: airworthy show",
  reply: trainingSchema,
  async handle({ params: { run = "" } }, context) {
    const project = await requireProject(context);
    const { trainingView } = await import("../../../pipeline/views/training-view.ts");
    return { body: await trainingView(project, run) };
  },
};
