import { z } from "zod";
import { readJsonAs } from "../../json-body.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { predictionSchema, traceSchema } from "./schema/prediction.ts";

export const predictionRoute: Route = {
  method: "GET",
  paths: ["/api/predictions/{prediction}"],
  scope: "admin",
  summary: "What an answer of the log was made of: airworthy trace",
  reply: predictionSchema,
  async handle({ params: { prediction: id = "" } }, context) {
    const { workspace, log } = await requireProject(context);
    const { predictionView } = await import("../../../pipeline/views/prediction-view.ts");
    return { body: await predictionView({ workspace, log, id }) };
  },
};

const body = z.object({
  inputs: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
});

export const changedAnswerRoute: Route = {
  method: "POST",
  paths: ["/api/predictions/{prediction}/changed"],
  scope: "admin",
  summary: "What the version that answered would have answered to other inputs; nothing is recorded",
  body,
  reply: traceSchema,
  async handle(call, context) {
    const { inputs } = readJsonAs(call.body, body);
    const { workspace, log } = await requireProject(context);
    const { changedAnswer } = await import("../../../pipeline/views/prediction-view.ts");
    return { body: await changedAnswer({ workspace, log, id: call.params.prediction ?? "", inputs }) };
  },
};
