import { createRouter } from "@tanstack/react-router";
import { alertRoute, alertsRoute } from "./pages/alerts/routes.ts";
import { dataRoute } from "./pages/data/route.ts";
import { feedbackRoute } from "./pages/feedback/route.ts";
import { learnRoute } from "./pages/learn/route.ts";
import { modelRoute, modelsRoute } from "./pages/models/routes.ts";
import { monitoringRoute } from "./pages/monitoring/route.ts";
import { overviewRoute } from "./pages/overview/route.ts";
import { packageRoute } from "./pages/package/route.ts";
import { predictionRoute, predictionsRoute } from "./pages/predictions/route.ts";
import { trainingRoute } from "./pages/training/route.ts";
import { validationRoute } from "./pages/validation/route.ts";
import { ErrorState } from "./parts/states/error-state.tsx";
import { LoadingState } from "./parts/states/loading-state.tsx";
import { rootRoute } from "./root-route.ts";

/** Every page with its address below /ui/; each is loaded when it is first opened. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    dataRoute,
    trainingRoute,
    validationRoute,
    packageRoute,
    predictionsRoute,
    predictionRoute,
    monitoringRoute,
    alertsRoute,
    alertRoute,
    feedbackRoute,
    modelsRoute,
    modelRoute,
    learnRoute,
  ]),
  basepath: "/ui",
  defaultPreload: "intent",
  defaultPendingComponent: LoadingState,
  defaultErrorComponent: ErrorState,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
