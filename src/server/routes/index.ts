import type { Route } from "../route.ts";
import { eventsRoute } from "./events.ts";
import { feedbackRoute } from "./feedback.ts";
import { liveRoute, readyRoute } from "./health.ts";
import { inferRoute } from "./infer.ts";
import { metricsRoute } from "./metrics.ts";
import { invocationsRoute } from "./mlflow-invocations.ts";
import { pingRoute, versionRoute } from "./mlflow-status.ts";
import { modelConfigRoute } from "./model-config.ts";
import { modelMetadataRoute } from "./model-metadata.ts";
import { modelReadyRoute } from "./model-ready.ts";
import { openapiRoute } from "./openapi.ts";
import { predictRowsRoute } from "./predict.ts";
import { repositoryIndexRoute } from "./repository-index.ts";
import { serverMetadataRoute } from "./server-metadata.ts";
import { predictRoute } from "./tensorflow-predict.ts";
import { modelStatusRoute } from "./tensorflow-status.ts";
import { tryPageRoute } from "./try-page.ts";

const described: readonly Route[] = [
  predictRowsRoute,
  eventsRoute,
  feedbackRoute,
  liveRoute,
  readyRoute,
  serverMetadataRoute,
  modelReadyRoute,
  modelMetadataRoute,
  modelConfigRoute,
  repositoryIndexRoute,
  inferRoute,
  invocationsRoute,
  pingRoute,
  versionRoute,
  predictRoute,
  modelStatusRoute,
  metricsRoute,
  tryPageRoute,
];

/** Every route of the server but those under /api/, which are loaded when a page first asks. */
export const routes: readonly Route[] = [...described, openapiRoute(described)];
