import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { packageSchema } from "./schema/package.ts";

export const versionPackageRoute: Route = {
  method: "GET",
  paths: ["/api/versions/{version}/package"],
  scope: "admin",
  summary:
    "The package of a version (a number, champion or challenger), verified: candidates, manifest, card",
  reply: packageSchema,
  async handle({ params: { version = "" } }, context) {
    const { definition, store, workspace } = await requireProject(context);
    const { packageView } = await import("../../../pipeline/views/package-view.ts");
    return { body: await packageView({ store, workspace, model: definition.name, version }) };
  },
};
