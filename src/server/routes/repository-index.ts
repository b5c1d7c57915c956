import { z } from "zod";
import { readJsonAs } from "../json-body.ts";
import { repositoryIndex } from "../open-inference/repository-index.ts";
import type { Route } from "../route.ts";

const bodySchema = z.object({ ready: z.boolean().optional() });

export const repositoryIndexRoute: Route = {
  method: "POST",
  paths: ["/v2/repository/index"],
  scope: "predict",
  summary: "The models of the server, in Triton's words; with `ready` those that are ready",
  body: bodySchema,
  example: () => ({ ready: true }),
  reply: z.array(z.object({ name: z.string(), version: z.string(), state: z.string(), reason: z.string() })),
  handle({ body }, context) {
    const { ready = false } = body.length === 0 ? {} : readJsonAs(body, bodySchema);
    return { body: repositoryIndex(context, ready) };
  },
};
