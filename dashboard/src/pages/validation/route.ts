import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";
import { readValidationSearch } from "./validation-search.ts";

export const validationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/validation",
  validateSearch: readValidationSearch,
  component: lazyRouteComponent(() => import("./validation.tsx"), "Validation"),
});
