/** The versions of the model: which there are, what stands behind one, and which one serves. */
import { z } from "zod";
import { readJsonAs } from "../../json-body.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { modelPageSchema, modelsSchema, promotedSchema } from "./schema/model.ts";
import { actorOf } from "./session.ts";
import { versionOf } from "./version-of.ts";

const pageSchema = z.object({
  limit: wholeNumber(1, 200).default(50),
  before: wholeNumber(1, 1e9).optional().meta({ description: "Only versions before this one." }),
});

const shownRollouts = 10;

export const modelsRoute: Route = {
  method: "GET",
  paths: ["/api/models"],
  scope: "admin",
  summary:
    "The versions of the model, newest first, with their aliases, and the newest rollouts: airworthy models",
  parameters: pageSchema,
  reply: modelsSchema,
  async handle(call, context) {
    const { limit, before } = queryOf(call, pageSchema);
    const { definition, store, workspace } = await requireProject(context);
    const { name } = definition;
    const { countVersions, findVersion, listRollouts, predecessorOf } = await import(
      "../../../io/store/index.ts"
    );
    const { listModels } = await import("../../../pipeline/list-models.ts");
    const from = await listModels({ store, workspace, name }, { limit: limit + 1, before });
    const models = from.slice(0, limit);
    const count = await countVersions(store, name);
    const champion = (await findVersion(store, name, "champion"))?.version ?? null;
    const predecessor = champion === null ? null : await predecessorOf(store, name, champion);
    const rollouts = await listRollouts(store, name, { limit: shownRollouts });
    const next = from.length > limit ? (models.at(-1)?.version ?? null) : null;
    const { rolloutPlanOf } = await import("../../../pipeline/rollout.ts");
    const rolloutPlan = rolloutPlanOf(definition);
    const known = { champion, predecessor, rollouts: rollouts.toSorted(runningFirst), rolloutPlan };
    return { body: { model: name, models, next, count, ...known } };
  },
};

function runningFirst(one: { readonly state: string }, other: { readonly state: string }): number {
  return Number(other.state === "running") - Number(one.state === "running");
}

export const modelRoute: Route = {
  method: "GET",
  paths: ["/api/models/{version}"],
  scope: "admin",
  summary:
    "One version: the run and the data that it came from, its metrics, gates, and what was decided of it",
  reply: modelPageSchema,
  async handle(call, context) {
    const { definition, store, workspace } = await requireProject(context);
    const version = versionOf(call);
    const { modelPage } = await import("../../../pipeline/model-page.ts");
    return { body: await modelPage({ store, workspace, name: definition.name }, version) };
  },
};

const promoteSchema = z.object({
  force: z.boolean().default(false).meta({ description: "Even where it failed its gates." }),
});

export const promoteRoute: Route = {
  method: "POST",
  paths: ["/api/models/{version}/promote"],
  scope: "admin",
  summary: "Make a version the champion; running servers follow within a second: airworthy promote",
  body: promoteSchema,
  reply: promotedSchema,
  async handle(call, context) {
    const { force } = readJsonAs(call.body, promoteSchema);
    const options = { version: versionOf(call), force, by: actorOf(call, context) };
    const project = { ...(await requireProject(context)), now: Date.now() };
    const { promoteNow } = await import("../../../pipeline/take-over.ts");
    return { body: await promoteNow(project, options) };
  },
};

const rollbackSchema = z.object({});

export const rollbackRoute: Route = {
  method: "POST",
  paths: ["/api/models/rollback"],
  scope: "admin",
  summary:
    "Take the running rollout back; without one, make the champion before this one champion again: airworthy rollback",
  body: rollbackSchema,
  reply: promotedSchema,
  async handle(call, context) {
    readJsonAs(call.body, rollbackSchema);
    const project = { ...(await requireProject(context)), now: Date.now() };
    const { takeBack } = await import("../../../pipeline/take-over.ts");
    return { body: await takeBack(project, { by: actorOf(call, context) }) };
  },
};
