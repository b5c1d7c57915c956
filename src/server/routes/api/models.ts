/** The versions of the model: which there are, what stands behind one, and which one serves. */
import { z } from "zod";
import { invalidRequest } from "../../invalid-request.ts";
import { readJsonAs } from "../../json-body.ts";
import type { ServedProject } from "../../project.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Call, Route } from "../../route.ts";
import { modelPageSchema, modelsSchema, promotedSchema } from "./schema/model.ts";

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
    const known = { champion, predecessor, rollouts: rollouts.toSorted(runningFirst) };
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
    const registry = registryOf(await requireProject(context));
    const { promote } = await import("../../../pipeline/promote.ts");
    return { body: await promote(registry, { version: versionOf(call), force }) };
  },
};

const rollbackSchema = z.object({});

export const rollbackRoute: Route = {
  method: "POST",
  paths: ["/api/models/rollback"],
  scope: "admin",
  summary: "Make the champion before this one champion again: airworthy rollback",
  body: rollbackSchema,
  reply: promotedSchema,
  async handle({ body }, context) {
    readJsonAs(body, rollbackSchema);
    const { rollback } = await import("../../../pipeline/promote.ts");
    return { body: await rollback(registryOf(await requireProject(context))) };
  },
};

function registryOf({ store, workspace, definition: { name } }: ServedProject) {
  return { store, workspace, name, now: Date.now() };
}

function versionOf({ params: { version = "" } }: Call): number {
  if (/^[1-9]\d{0,8}$/.test(version)) return Number(version);
  throw invalidRequest("The version in the path is no whole number from 1 on.");
}
