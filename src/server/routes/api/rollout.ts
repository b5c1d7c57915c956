/** A challenger beside the champion: how it does, and its beginning. */
import { z } from "zod";
import { rolloutModes } from "../../../core/rollout/index.ts";
import { readJsonAs } from "../../json-body.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { rolloutSchema, runningRolloutSchema } from "./schema/rollout.ts";
import { actorOf } from "./session.ts";
import { versionOf } from "./version-of.ts";

export const rolloutRoute: Route = {
  method: "GET",
  paths: ["/api/rollout"],
  scope: "admin",
  summary: "The running rollout with every gate and what was measured of both versions: airworthy models",
  reply: runningRolloutSchema,
  async handle(_, context) {
    const { ask } = await requireProject(context);
    return { body: { rollout: await ask("rollout", { now: Date.now() }) } };
  },
};

const beginSchema = z.object({
  mode: z.enum(rolloutModes),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .meta({ description: "Of entities, that a canary begins with; the config's first step unless told." }),
  force: z.boolean().default(false).meta({ description: "Even where it failed its gates." }),
});

export const beginRolloutRoute: Route = {
  method: "POST",
  paths: ["/api/models/{version}/rollout"],
  scope: "admin",
  summary: "Let a version answer beside the champion first: airworthy promote --shadow, --canary",
  body: beginSchema,
  reply: rolloutSchema,
  async handle(call, context) {
    const { mode, share, force } = readJsonAs(call.body, beginSchema);
    const { definition, store, workspace } = await requireProject(context);
    const { beginRollout } = await import("../../../pipeline/rollout.ts");
    const options = { version: versionOf(call), mode, force, by: actorOf(call, context) };
    const project = { definition, store, workspace, now: Date.now() };
    return { body: await beginRollout(project, share === undefined ? options : { ...options, share }) };
  },
};
