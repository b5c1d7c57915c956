import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { askAhead } from "../../api/ask-ahead.ts";
import { pages } from "../../pages.ts";
import { rangeOf, readRange } from "../../parts/time-range.ts";
import { rootRoute } from "../../root-route.ts";

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  loader: ({ location, cause }) => {
    if (cause !== "enter") return;
    const { from, to } = rangeOf(readRange(location.search), Date.now());
    const query = { from, to };
    void askAhead(pages.overview, [
      ["GET /api/status", { query }],
      ["GET /api/history", { query }],
    ]);
  },
  component: lazyRouteComponent(() => import("./overview.tsx"), "Overview"),
});
