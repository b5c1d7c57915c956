/** What the pages on one run, its package and its answers ask. */
import type { Route } from "../../route.ts";
import { changedAnswerRoute, predictionRoute } from "./prediction.ts";
import { predictionsRoute } from "./predictions.ts";
import { featureRoute, rejectedRoute, runDataRoute, stageColumnsRoute } from "./run-data.ts";
import { runEventsRoute } from "./run-events.ts";
import { runTrainingRoute } from "./run-training.ts";
import { runValidationRoute, thresholdSlicesRoute, thresholdsRoute } from "./run-validation.ts";
import { runsRoute } from "./runs.ts";
import { versionPackageRoute } from "./version-package.ts";

export const runRoutes: readonly Route[] = [
  runsRoute,
  runEventsRoute,
  runDataRoute,
  stageColumnsRoute,
  featureRoute,
  rejectedRoute,
  runTrainingRoute,
  runValidationRoute,
  thresholdsRoute,
  thresholdSlicesRoute,
  versionPackageRoute,
  predictionsRoute,
  predictionRoute,
  changedAnswerRoute,
];
