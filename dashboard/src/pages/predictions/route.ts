import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";
import { readPredictionsSearch } from "./predictions-search.ts";

export const predictionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/predictions",
  validateSearch: readPredictionsSearch,
  component: lazyRouteComponent(() => import("./predictions.tsx"), "Predictions"),
});

export const predictionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/predictions/$prediction",
  component: lazyRouteComponent(() => import("./prediction.tsx"), "PredictionPage"),
});
