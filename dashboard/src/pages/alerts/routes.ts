import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";

export interface AlertsSearch {
  /** Those that are well too. */
  readonly all?: boolean;
}

export const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/alerts",
  validateSearch: ({ all }: Readonly<Record<string, unknown>>): AlertsSearch => (all === true ? { all } : {}),
  component: lazyRouteComponent(() => import("./alerts.tsx"), "Alerts"),
});

export const alertRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/alerts/$id",
  component: lazyRouteComponent(() => import("./alert.tsx"), "AlertPage"),
});
