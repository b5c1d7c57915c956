import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type RunSearch, readRun, textOf } from "../../parts/run/run-search.ts";
import { rootRoute } from "../../root-route.ts";

export interface TrainingSearch extends RunSearch {
  /** Ids of runs that are drawn beside it, with commas between. */
  readonly beside?: string;
}

export const trainingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/training",
  validateSearch: (search: Readonly<Record<string, unknown>>): TrainingSearch => {
    const beside = textOf(search.beside);
    return { ...readRun(search), ...(beside === undefined ? {} : { beside }) };
  },
  component: lazyRouteComponent(() => import("./training.tsx"), "Training"),
});
