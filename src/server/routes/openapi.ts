import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import type { ServedModel } from "../../stages/7-serve/index.ts";
import { describeRoutes, type JsonObject } from "../openapi.ts";
import type { Call, Route, ServerContext } from "../route.ts";

/** The route that describes all routes, itself too. Examples hold a row of data: they are for who may predict. */
export function openapiRoute(others: readonly Route[]): Route {
  const route: Route = {
    method: "GET",
    paths: ["/openapi.json"],
    scope: "open",
    summary: "This interface as OpenAPI 3.1; with examples for who may predict",
    reply: z.record(z.string(), z.unknown()),
    handle(call, context) {
      const model = mayPredict(call, context) ? (context.host.serving?.model ?? null) : null;
      return { body: model === null ? plain : documentFor(model) };
    },
  };
  const routes = [...others, route];
  const plain = describeRoutes(routes);
  const documents = new WeakMap<ServedModel, JsonObject>();
  const documentFor = (model: ServedModel) => {
    const document = documents.get(model) ?? describeRoutes(routes, model);
    documents.set(model, document);
    return document;
  };
  return route;
}

function mayPredict({ headers }: Call, { authorise }: ServerContext): boolean {
  try {
    authorise(headers, "predict");
    return true;
  } catch (cause) {
    if (cause instanceof AirworthyError) return false;
    throw cause;
  }
}
