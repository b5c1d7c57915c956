import { z } from "zod";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { historySchema } from "./schema/history.ts";

const querySchema = spanSchema.extend({
  version: wholeNumber(1, 1e9).optional().meta({ description: "The champion unless told." }),
  slice: z.string().max(500).optional().meta({ description: "All rows unless told." }),
});

/** Versions that a page offers; older ones have their address. */
const mostVersions = 50;

export const historyRoute: Route = {
  method: "GET",
  paths: ["/api/history"],
  scope: "admin",
  summary: "Quality, traffic, errors and latency of a version through a span of time, in at most 98 parts",
  parameters: querySchema,
  reply: historySchema,
  async handle(call, context) {
    const { version: asked, slice = "", ...span } = queryOf(call, querySchema);
    const { definition, store, log } = await requireProject(context);
    const { name: model, events } = definition;
    const { listVersions, requireVersion } = await import("../../../io/store/index.ts");
    const { readWindow, summariseQuality } = await import("../../../stages/8-monitor/index.ts");
    const { modelHistory } = await import("../../../pipeline/model-history.ts");
    const { version } = await requireVersion(store, model, asked ?? "champion");
    const { from, to } = spanOf(span);
    const whole = await readWindow(log, { model, version, from, to }, { kinds: ["quality"] });
    const slices = summariseQuality(whole).map((summary) => summary.slice);
    const versions = (await listVersions(store, model, { limit: mostVersions })).map((one) => one.version);
    const history = await modelHistory({ log, model, version, from, to, slice });
    return { body: { model, task: events.label.task, version, slice, versions, slices, ...history } };
  },
};
