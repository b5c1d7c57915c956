/** The OpenAPI document of the routes, from the very schemas that parse their bodies. */
import { z } from "zod";
import { ownVersion } from "../io/own-version.ts";
import type { ServedModel } from "../stages/7-serve/index.ts";
import { failures, failuresOf } from "./openapi-failures.ts";
import type { Route } from "./route.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** What the routes are for, by their paths; the first that fits. */
const tags = [
  ["Live", /^\/(predict|events|feedback)$/, "Raw events: predict, record, and tell the truth later."],
  ["Open Inference Protocol", /^\/v2/, "The model's inputs, as KServe and Triton ask."],
  ["MLflow", /^\/(invocations|ping|health|version)$/, "The model's inputs, as MLflow's scoring server asks."],
  ["Dashboard", /^\/api\//, "What the pages under /ui/ show; the command line's --json says the same."],
  ["TensorFlow Serving", /^\/v1/, "The model's inputs, as TensorFlow Serving's REST interface asks."],
  ["Server", /^/, "The server itself."],
] as const;

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An API key: airworthy keys create." },
  header: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "The same key in a header of its own.",
  },
};

/**
 * OpenAPI 3.1, whose schemas are JSON Schema 2020-12. With `model` each body has an example that it answers: those hold
 * a row of data, so they are not for everybody.
 */
export function describeRoutes(routes: readonly Route[], model: ServedModel | null = null): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    for (const path of route.paths) {
      const operations = paths[path] ?? {};
      paths[path] = operations;
      operations[route.method.toLowerCase()] = describe(route, path, model);
    }
  }
  const served = model === null ? {} : { "x-model": { name: model.name, version: model.version } };
  const description =
    "The champion model behind HTTP. A project without API keys is open on its own machine; from its first key on, " +
    "each operation wants a key with the scope that stands in its security, or the scope admin.";
  return {
    openapi: "3.1.0",
    info: { title: "Airworthy", version: ownVersion(), description, ...served },
    tags: tags.map(([name, , text]) => ({ name, description: text })),
    paths,
    components: { securitySchemes, ...failures(jsonSchema) },
  };
}

function describe(route: Route, path: string, model: ServedModel | null): JsonObject {
  const { method, summary, scope, reply, replyType = "application/json", events } = route;
  const told = events === undefined ? {} : { "x-event": jsonSchema(events) };
  const content = { schema: jsonSchema(reply), ...told };
  const words = path.match(/\w+/g) ?? [];
  return {
    operationId: [method.toLowerCase(), ...words].join("_") + (path.endsWith("/") ? "_" : ""),
    tags: [tags.find(([, pattern]) => pattern.test(path))?.[0] ?? "Server"],
    summary,
    security: scope === "open" ? [] : Object.keys(securitySchemes).map((name) => ({ [name]: [scope] })),
    parameters: parametersOf(route, path, model),
    ...bodyOf(route, model),
    responses: {
      "200": { description: "The answer", content: { [replyType]: content } },
      ...failuresOf(route),
    },
  };
}

function parametersOf(
  { query = {}, parameters }: Route,
  path: string,
  model: ServedModel | null,
): JsonObject[] {
  const values: Readonly<Record<string, string>> =
    model === null ? {} : { model: model.name, version: String(model.version) };
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [
    ...names.map((name) => {
      const example = values[name] === undefined ? {} : { example: values[name] };
      return { name, in: "path", required: true, schema: { type: "string" }, ...example };
    }),
    ...Object.entries(query).map(([name, description]) => {
      return { name, in: "query", description, schema: { type: "boolean" }, example: false };
    }),
    ...(parameters === undefined ? [] : queryParameters(parameters)),
  ];
}

function queryParameters(parameters: z.ZodObject): JsonObject[] {
  const { properties, required = [] } = z.toJSONSchema(parameters, { io: "input" });
  return Object.entries(properties ?? {}).map(([name, schema]) => {
    return { name, in: "query", required: required.includes(name), schema };
  });
}

function bodyOf({ body, bodyTypes = [], streams, example }: Route, model: ServedModel | null): JsonObject {
  if (body === undefined) return {};
  const value = model === null ? undefined : example?.(model);
  const given = value === undefined ? {} : { example: value };
  const others = [...bodyTypes, ...(streams === undefined ? [] : [streams])];
  const content = {
    "application/json": { schema: jsonSchema(body), ...given },
    ...Object.fromEntries(others.map((type) => [type, { schema: { type: "string" } }])),
  };
  return { requestBody: { required: true, content } };
}

function jsonSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return rest;
}
