import { z } from "zod";
import { ownVersion } from "../../io/own-version.ts";
import type { Reply, Route, ServerContext } from "../route.ts";

const nothing = z.string();

function ping(_: unknown, { host }: ServerContext): Reply {
  return {
    status: host.ready ? 200 : 503,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: "\n",
  };
}

export const pingRoute: Route = {
  method: "GET",
  paths: ["/ping", "/health"],
  scope: "open",
  summary: "MLflow's and SageMaker's health check: 200 when a model is ready, 503 where not",
  reply: nothing,
  replyType: "text/plain",
  handle: ping,
};

export const versionRoute: Route = {
  method: "GET",
  paths: ["/version"],
  scope: "predict",
  summary: "The version of Airworthy",
  reply: nothing,
  replyType: "text/plain",
  handle: () => ({ headers: { "content-type": "text/plain; charset=utf-8" }, body: ownVersion() }),
};
