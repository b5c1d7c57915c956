/** What the pages under /ui/ ask; each reply is what the command line's --json prints, read through the same functions. */
import type { Route } from "../../route.ts";
import { acknowledgeRoute, alertRoute, alertsRoute, silenceRoute } from "./alerts.ts";
import { changesRoute } from "./changes.ts";
import { driftRoute } from "./drift.ts";
import { contradictionsRoute, labelEffectRoute, labelQueueRoute } from "./feedback.ts";
import { historyRoute } from "./history.ts";
import { actsRoute, labelRoute, settleRoute, skipRoute, undoActRoute, wrongRoute } from "./label-acts.ts";
import { lessonRoutes } from "./lessons.ts";
import { eventsOfModelRoute } from "./model-events.ts";
import { modelRoute, modelsRoute, promoteRoute, rollbackRoute } from "./models.ts";
import { beginRolloutRoute, rolloutRoute } from "./rollout.ts";
import { runRoutes } from "./run-routes.ts";
import { sessionRoute, signInRoute, signOutRoute } from "./session.ts";
import { statusRoute } from "./status.ts";

const asked: readonly Route[] = [
  sessionRoute,
  signInRoute,
  signOutRoute,
  changesRoute,
  statusRoute,
  historyRoute,
  eventsOfModelRoute,
  driftRoute,
  ...runRoutes,
  ...lessonRoutes,
  alertsRoute,
  alertRoute,
  acknowledgeRoute,
  silenceRoute,
  labelQueueRoute,
  contradictionsRoute,
  labelEffectRoute,
  actsRoute,
  labelRoute,
  wrongRoute,
  skipRoute,
  settleRoute,
  undoActRoute,
  modelsRoute,
  modelRoute,
  promoteRoute,
  rollbackRoute,
  rolloutRoute,
  beginRolloutRoute,
];

/** Each replies with what its schema says and nothing else, whatever its function returned. */
export const apiRoutes: readonly Route[] = asked.map((route) => ({
  ...route,
  async handle(call, context) {
    const reply = await route.handle(call, context);
    if (reply.events !== undefined) return reply; // its route holds every event to its schema
    return { ...reply, body: route.reply.parse(reply.body) };
  },
}));
