import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";

/** What the page is about, beside its span of time. */
export interface MonitoringSearch {
  readonly version?: number;
  readonly slice?: string;
  readonly metric?: string;
  readonly phase?: string;
  /** The column, feature or prediction whose drift is looked at. */
  readonly subject?: string;
}

const texts = ["slice", "metric", "phase", "subject"] as const;

export const monitoringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/monitoring",
  validateSearch: (search: Readonly<Record<string, unknown>>): MonitoringSearch => {
    const version = Number(search.version);
    const given = texts.filter((name) => typeof search[name] === "string" && search[name] !== "");
    return {
      ...Object.fromEntries(given.map((name) => [name, search[name]])),
      ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./monitoring.tsx"), "Monitoring"),
});
