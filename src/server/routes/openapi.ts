import { z } from "zod";
import { describeRoutes } from "../openapi.ts";
import type { Route } from "../route.ts";

/** The route that describes all routes, itself too. */
export function openapiRoute(others: readonly Route[]): Route {
  const route: Route = {
    method: "GET",
    paths: ["/openapi.json"],
    scope: "open",
    summary: "This interface as OpenAPI 3.1",
    reply: z.record(z.string(), z.unknown()),
    handle: () => ({ body: document }),
  };
  const document = describeRoutes([...others, route]);
  return route;
}
