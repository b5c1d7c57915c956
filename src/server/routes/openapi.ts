import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import type { ServedModel } from "../../stages/7-serve/index.ts";
import type { JsonObject } from "../openapi.ts";
import type { Call, Route, ServerContext } from "../route.ts";

/** The route that describes all routes, itself and those under /api/ too. Examples hold a row of data: they are for who may predict. */
export function openapiRoute(others: readonly Route[]): Route {
  const route: Route = {
    method: "GET",
    paths: ["/openapi.json"],
    scope: "open",
    summary: "This interface as OpenAPI 3.1; with examples for who may predict",
    reply: z.record(z.string(), z.unknown()),
    async handle(call, context) {
      const model = mayPredict(call, context) ? (context.host.serving?.model ?? null) : null;
      const [{ describeRoutes }, { apiRoutes }] = await Promise.all([
        import("../openapi.ts"),
        import("./api/index.ts"),
      ]);
      const key = model ?? nobody;
      const document = documents.get(key) ?? describeRoutes([...others, ...apiRoutes, route], model);
      documents.set(key, document);
      return { body: document };
    },
  };
  const nobody = {};
  const documents = new WeakMap<ServedModel | typeof nobody, JsonObject>();
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
