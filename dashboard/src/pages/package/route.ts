import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { numberOf, textOf } from "../../parts/run/run-search.ts";
import { rootRoute } from "../../root-route.ts";

export interface PackageSearch {
  /** A number, champion or challenger; the champion unless told. */
  readonly version?: string | number;
}

export const packageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/package",
  validateSearch: (search: Readonly<Record<string, unknown>>): PackageSearch => {
    const version = numberOf(search.version, 1, 2 ** 31) ?? textOf(search.version);
    return version === undefined ? {} : { version };
  },
  component: lazyRouteComponent(() => import("./package.tsx"), "Package"),
});
