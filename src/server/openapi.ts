/** The OpenAPI document of the routes, from the very schemas that parse their bodies. */
import { z } from "zod";
import { ownVersion } from "../io/own-version.ts";
import type { Route } from "./route.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

const errorSchema = z.object({ error: z.string(), code: z.string() });

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function describeRoutes(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    for (const path of route.paths) {
      const operations = paths[path] ?? {};
      paths[path] = operations;
      operations[route.method.toLowerCase()] = describe(route, path);
    }
  }
  const info = { title: "Airworthy", version: ownVersion(), description: "The champion model behind HTTP." };
  return { openapi: "3.1.0", info, paths, components: { schemas: { Error: jsonSchema(errorSchema) } } };
}

function describe(route: Route, path: string): JsonObject {
  const { summary, body, streams, query = {}, reply, replyType = "application/json" } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const failure = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return {
    summary,
    ...(names.length + Object.keys(query).length === 0
      ? {}
      : {
          parameters: [
            ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
            ...Object.entries(query).map(([name, description]) => {
              return { name, in: "query", description, schema: { type: "boolean" } };
            }),
          ],
        }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: jsonSchema(body) },
              ...(streams === undefined ? {} : { [streams]: { schema: { type: "string" } } }),
            },
          },
        }),
    responses: {
      "200": { description: "The answer", content: { [replyType]: { schema: jsonSchema(reply) } } },
      default: { description: "A failure", content: failure },
    },
  };
}

function jsonSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return rest;
}
