import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";

export const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models",
  component: lazyRouteComponent(() => import("./models.tsx"), "Models"),
});

export const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models/$version",
  component: lazyRouteComponent(() => import("./model.tsx"), "Model"),
});
