import { z } from "zod";
import { verdicts } from "../../../pipeline/views/verdict.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { predictionListSchema } from "./schema/prediction.ts";

const time = wholeNumber(0, 8.64e15).optional();
const score = z.coerce.number().min(0).max(1).optional();
const parameters = z.object({
  id: z.string().max(512).optional().meta({ description: "A prediction's id, or that of its event." }),
  entity: z.string().max(512).optional(),
  version: wholeNumber(1, 2 ** 31).optional(),
  from: time.meta({ description: "Epoch milliseconds: when the server had it." }),
  to: time,
  scoreFrom: score.meta({ description: "The probability that was answered." }),
  scoreTo: score,
  verdict: z.enum(verdicts).optional(),
  limit: wholeNumber(1, 200).default(50),
  cursor: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});

export const predictionsRoute: Route = {
  method: "GET",
  paths: ["/api/predictions"],
  scope: "admin",
  summary:
    "Predictions of the log by what is known of them, newest first; a page may hold few where little fits",
  parameters,
  reply: predictionListSchema,
  async handle(call, context) {
    const { limit, cursor = null, ...filter } = queryOf(call, parameters);
    const { ask } = await requireProject(context);
    return { body: await ask("predictions", { filter, limit, cursor }) };
  },
};
