import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type RunSearch, readRun, textOf } from "../../parts/run/run-search.ts";
import { rootRoute } from "../../root-route.ts";

export interface DataSearch extends RunSearch {
  /** The stage whose columns are looked at, or whose rule. */
  readonly stage?: string;
  /** Its rule whose rows are looked at. */
  readonly rule?: string;
  /** The feature or column that is looked at by the label. */
  readonly feature?: string;
  /** A run to compare with. */
  readonly beside?: string;
}

const names = ["stage", "rule", "feature", "beside"] as const;

export const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/data",
  validateSearch: (search: Readonly<Record<string, unknown>>): DataSearch => {
    const given = names.flatMap((name) => {
      const text = textOf(search[name]);
      return text === undefined ? [] : [[name, text] as const];
    });
    return { ...readRun(search), ...Object.fromEntries(given) };
  },
  component: lazyRouteComponent(() => import("./data.tsx"), "Data"),
});
