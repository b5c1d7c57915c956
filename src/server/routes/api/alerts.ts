/** The alerts: which there are, one with what happened to it, and what people do about one. */
import { z } from "zod";
import { readJsonAs } from "../../json-body.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Call, Route, ServerContext } from "../../route.ts";
import { alertEntrySchema, alertsSchema, listedAlertSchema } from "./schema/alert.ts";
import { actorOf } from "./session.ts";

/** What alerts are read and changed by, loaded when a page asks. */
async function loadAlerts() {
  const [store, list, { findAlert }] = await Promise.all([
    import("../../../io/store/index.ts"),
    import("../../../pipeline/list-alerts.ts"),
    import("../../../pipeline/find-alert.ts"),
  ]);
  return { ...store, ...list, findAlert };
}

const pageSchema = z.object({
  limit: wholeNumber(1, 500).default(200),
  after: wholeNumber(0, 1e6).default(0).meta({ description: "How many to pass over." }),
});

export const alertsRoute: Route = {
  method: "GET",
  paths: ["/api/alerts"],
  scope: "admin",
  summary: "Every alert, those that need somebody first: airworthy alerts --all",
  parameters: pageSchema,
  reply: alertsSchema,
  async handle(call, context) {
    const { limit, after } = queryOf(call, pageSchema);
    const { channelStates, listAlerts, listedAlert, listSilences, sortAlerts, withoutForerunners } =
      await loadAlerts();
    const { definition, log } = await requireProject(context);
    const { name: model, notify } = definition;
    const silences = await listSilences(log, { model, now: Date.now() });
    const known = withoutForerunners(await listAlerts(log, model));
    const all = sortAlerts(known.map((alert) => listedAlert(alert, silences)));
    const channels = await channelStates(log, { model, channels: notify?.channels ?? {} });
    const next = after + limit < all.length ? after + limit : null;
    return { body: { alerts: all.slice(after, after + limit), count: all.length, next, channels } };
  },
};

const historySchema = z.object({ limit: wholeNumber(1, 1_000).default(200) });

export const alertRoute: Route = {
  method: "GET",
  paths: ["/api/alerts/{id}"],
  scope: "admin",
  summary: "One alert with the newest of what happened to it: airworthy alerts show",
  parameters: historySchema,
  reply: listedAlertSchema.extend({ history: z.array(alertEntrySchema) }).meta({ title: "AlertPage" }),
  async handle(call, context) {
    const { limit } = queryOf(call, historySchema);
    return { body: await alertPage(call, context, limit) };
  },
};

async function alertPage({ params: { id = "" } }: Call, context: ServerContext, limit: number) {
  const { definition, log } = await requireProject(context);
  const { alertHistory, findAlert, listedAlert, listSilences } = await loadAlerts();
  const found = await findAlert(log, definition.name, id);
  const silences = await listSilences(log, { model: definition.name, now: Date.now() });
  return { ...listedAlert(found, silences), history: await alertHistory(log, found.id, { limit }) };
}

/** A text for people, on one line. */
const noteSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^\P{C}*$/u, "wanted no control character");

const acknowledgeSchema = z.object({ note: noteSchema });

export const acknowledgeRoute: Route = {
  method: "POST",
  paths: ["/api/alerts/{id}/acknowledge"],
  scope: "admin",
  summary: "Say that somebody has seen a firing alert: airworthy alerts ack",
  body: acknowledgeSchema,
  reply: listedAlertSchema,
  async handle(call, context) {
    const { note } = readJsonAs(call.body, acknowledgeSchema);
    const { definition, log } = await requireProject(context);
    const { acknowledgeAlert, findAlert, listedAlert, listSilences, queueChange } = await loadAlerts();
    const { name: model } = definition;
    const { id } = await findAlert(log, model, call.params.id ?? "");
    const by = { who: actorOf(call, context), note, now: Date.now() };
    const { alert } = await acknowledgeAlert(log, id, { ...by, onChange: queueChange });
    return { body: listedAlert(alert, await listSilences(log, { model, now: Date.now() })) };
  },
};

const silenceSchema = z.object({
  note: noteSchema,
  forMs: z
    .int()
    .min(60_000)
    .max(30 * 86_400_000),
  of: z.enum(["alert", "monitor"]).meta({ description: "This alert, or every alert of its monitor." }),
});

export const silenceRoute: Route = {
  method: "POST",
  paths: ["/api/alerts/{id}/silence"],
  scope: "admin",
  summary: "Tell nobody of an alert, or of its monitor's alerts, for a while: airworthy alerts silence",
  body: silenceSchema,
  reply: listedAlertSchema,
  async handle(call, context) {
    const { note, forMs, of } = readJsonAs(call.body, silenceSchema);
    const { definition, log } = await requireProject(context);
    const { addSilence, findAlert, listedAlert, listSilences } = await loadAlerts();
    const { name: model } = definition;
    const now = Date.now();
    const alert = await findAlert(log, model, call.params.id ?? "");
    const what =
      of === "alert" ? { monitor: null, alertId: alert.id } : { monitor: alert.monitor, alertId: null };
    await addSilence(log, { model, ...what, endsAt: now + forMs, who: actorOf(call, context), note, now });
    return { body: listedAlert(alert, await listSilences(log, { model, now })) };
  },
};
