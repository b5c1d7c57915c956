import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { numberOf, type RunSearch, readRun } from "../../parts/run/run-search.ts";
import { rootRoute } from "../../root-route.ts";

export interface ValidationSearch extends RunSearch {
  /** The threshold that is tried; the model's own unless told. */
  readonly threshold?: number;
  /** What errors cost; as the definition says unless told. */
  readonly falsePositive?: number;
  readonly falseNegative?: number;
}

const greatest = { threshold: 1, falsePositive: 1e12, falseNegative: 1e12 } as const;

export const validationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/validation",
  validateSearch: (search: Readonly<Record<string, unknown>>): ValidationSearch => {
    const given = Object.entries(greatest).flatMap(([name, most]) => {
      const value = numberOf(search[name], 0, most);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { ...readRun(search), ...Object.fromEntries(given) };
  },
  component: lazyRouteComponent(() => import("./validation.tsx"), "Validation"),
});
