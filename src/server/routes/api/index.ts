/** What the pages under /ui/ ask; each reply is what the command line's --json prints, read through the same functions. */
import type { Route } from "../../route.ts";
import { driftRoute } from "./drift.ts";
import { historyRoute } from "./history.ts";
import { eventsOfModelRoute } from "./model-events.ts";
import { runRoutes } from "./run-routes.ts";
import { sessionRoute, signInRoute, signOutRoute } from "./session.ts";
import { statusRoute } from "./status.ts";

export const apiRoutes: readonly Route[] = [
  sessionRoute,
  signInRoute,
  signOutRoute,
  statusRoute,
  historyRoute,
  eventsOfModelRoute,
  driftRoute,
  ...runRoutes,
];
