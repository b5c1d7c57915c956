/** What people do about labels on the pages: each is in the log before it is answered, and can be taken back. */
import { z } from "zod";
import type { LabelAct } from "../../../io/store/index.ts";
import type { LabelActInput } from "../../../pipeline/label-acts.ts";
import { readJsonAs } from "../../json-body.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Call, Route, ServerContext } from "../../route.ts";
import { actSchema, actsSchema } from "./schema/feedback.ts";
import { actorOf } from "./session.ts";

const loadActs = () => import("../../../pipeline/label-acts.ts");

const noteSchema = z
  .string()
  .trim()
  .max(500)
  .regex(/^\P{C}*$/u, "wanted no control character");
const idSchema = z.string().min(1).max(1_024);
const labelSchema = z.union([z.boolean(), z.number(), z.string().max(1_000)]);

/** As a page has it: the label is JSON text in the store. */
function shown({ label, saidBefore: _, ...act }: LabelAct) {
  return { ...act, label: label === null ? null : (JSON.parse(label) as unknown) };
}

interface About {
  readonly predictionId: string;
  readonly note: string;
}

async function actInput(call: Call, context: ServerContext, about: About): Promise<LabelActInput> {
  const project = await requireProject(context);
  const { labellingPackage } = await import("../../../pipeline/views/label-queue-view.ts");
  const [loaded, appender] = [await labellingPackage(project), await project.appender()];
  const by = { who: actorOf(call, context), now: Date.now() };
  return { log: project.log, appender, package: loaded, ...about, ...by };
}

const listSchema = z.object({
  limit: wholeNumber(1, 500).default(200),
  prediction: idSchema.optional(),
});

export const actsRoute: Route = {
  method: "GET",
  paths: ["/api/feedback/acts"],
  scope: "feedback",
  summary: "What people did about labels, the newest first, and what of it was taken back",
  parameters: listSchema,
  reply: actsSchema,
  async handle(call, context) {
    const { limit, prediction: predictionId } = queryOf(call, listSchema);
    const { log } = await requireProject(context);
    const { listLabelActs } = await import("../../../io/store/index.ts");
    return { body: { acts: (await listLabelActs(log, { limit, predictionId })).map(shown) } };
  },
};

const giveSchema = z.object({
  predictionId: idSchema,
  label: labelSchema,
  note: noteSchema.default(""),
});

export const labelRoute: Route = {
  method: "POST",
  paths: ["/api/feedback/label"],
  scope: "feedback",
  summary: "Say what is true of a prediction, as the source 'dashboard'; who said it is kept",
  body: giveSchema,
  reply: actSchema,
  async handle(call, context) {
    const { label, ...about } = readJsonAs(call.body, giveSchema);
    const { giveLabel } = await loadActs();
    const { act } = await giveLabel(await actInput(call, context, about), { label });
    return { body: shown(act) };
  },
};

const aboutSchema = z.object({ predictionId: idSchema, note: noteSchema.default("") });

export const wrongRoute: Route = {
  method: "POST",
  paths: ["/api/feedback/wrong"],
  scope: "feedback",
  summary: "Say that an answer is wrong: of two values that is a label, of more it calls for one",
  body: aboutSchema,
  reply: actSchema,
  async handle(call, context) {
    const { reportWrong } = await loadActs();
    const { act } = await reportWrong(await actInput(call, context, readJsonAs(call.body, aboutSchema)));
    return { body: shown(act) };
  },
};

export const skipRoute: Route = {
  method: "POST",
  paths: ["/api/feedback/skip"],
  scope: "feedback",
  summary: "Ask nobody for the label of a prediction: airworthy feedback skip",
  body: aboutSchema,
  reply: actSchema,
  async handle(call, context) {
    const { skipPrediction } = await loadActs();
    const { act } = await skipPrediction(await actInput(call, context, readJsonAs(call.body, aboutSchema)));
    return { body: shown(act) };
  },
};

const settleSchema = z.object({
  id: idSchema.meta({ description: "Of the prediction, or of its event." }),
  label: labelSchema,
  note: noteSchema.min(1),
});

export const settleRoute: Route = {
  method: "POST",
  paths: ["/api/feedback/settle"],
  scope: "admin",
  summary: "Say which label is right where sources differ: airworthy feedback settle",
  body: settleSchema,
  reply: actSchema,
  async handle(call, context) {
    const { id, label, note } = readJsonAs(call.body, settleSchema);
    const project = await requireProject(context);
    const { definition } = project;
    const input = await actInput(call, context, { predictionId: id, note });
    const [{ settleLabel }, { findLabelAct }] = await Promise.all([
      import("../../../pipeline/labelling.ts"),
      import("../../../io/store/index.ts"),
    ]);
    const settled = await settleLabel({ ...input, definition, id, label });
    const act = await findLabelAct(project.log, settled.act);
    if (act === null) throw new Error("what was settled is not in the store");
    return { body: shown(act) };
  },
};

const nothingSchema = z.object({});

export const undoActRoute: Route = {
  method: "POST",
  paths: ["/api/feedback/acts/{act}/undo"],
  scope: "feedback",
  summary:
    "Take back what was said, skipped or settled: the source says again what it said before, or nothing",
  body: nothingSchema,
  reply: actSchema,
  async handle(call, context) {
    readJsonAs(call.body, nothingSchema);
    const { log, appender } = await requireProject(context);
    const { findLabelAct } = await import("../../../io/store/index.ts");
    const { undoAct } = await loadActs();
    const id = call.params.act ?? "";
    if ((await findLabelAct(log, id))?.kind === "settled") context.authorise(call.headers, "admin");
    const by = { who: actorOf(call, context), now: Date.now() };
    const { act } = await undoAct({ log, appender: await appender(), id, ...by });
    return { body: shown(act) };
  },
};
