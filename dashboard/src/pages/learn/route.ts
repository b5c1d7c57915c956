import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";
import { readLearnSearch } from "./learn-search.ts";

export const learnRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/learn",
  validateSearch: readLearnSearch,
  component: lazyRouteComponent(() => import("./learn.tsx"), "Learn"),
});
