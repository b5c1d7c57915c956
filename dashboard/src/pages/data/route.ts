import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";
import { readDataSearch } from "./data-search.ts";

export const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/data",
  validateSearch: readDataSearch,
  component: lazyRouteComponent(() => import("./data.tsx"), "Data"),
});
