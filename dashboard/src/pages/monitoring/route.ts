import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { askAhead } from "../../api/ask-ahead.ts";
import { pages } from "../../pages.ts";
import { rangeOf, readRange } from "../../parts/time-range.ts";
import { rootRoute } from "../../root-route.ts";
import { questionsOf, readSearch } from "./monitoring-search.ts";

export const monitoringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/monitoring",
  validateSearch: readSearch,
  loader: ({ location, cause }) => {
    if (cause !== "enter") return;
    const range = rangeOf(readRange(location.search), Date.now());
    const { history, events, drift, slices } = questionsOf(readSearch(location.search), range);
    void askAhead(pages.monitoring, [
      ["GET /api/history", history],
      ["GET /api/model-events", events],
      ["GET /api/drift", drift],
      ["GET /api/status", slices],
    ]);
  },
  component: lazyRouteComponent(() => import("./monitoring.tsx"), "Monitoring"),
});
