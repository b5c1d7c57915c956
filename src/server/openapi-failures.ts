/** The error replies of a route, from the error table. */
import { z } from "zod";
import { type ErrorCode, errorTable } from "../core/error.ts";
import { rejectedSchema } from "./live-rows.ts";
import type { Route } from "./route.ts";

const admission = ["ORIGIN_REFUSED"] as const;
const keyed = ["UNAUTHENTICATED", "FORBIDDEN", "STORE_UNUSABLE"] as const;
const named = ["NOT_FOUND", "NOT_READY"] as const;
const withBody = [
  "REQUEST_INVALID",
  "REQUEST_TOO_LARGE",
  "MEDIA_TYPE_UNSUPPORTED",
  "NOT_READY",
  "OVERLOADED",
  "DEADLINE_EXCEEDED",
] as const;
const live = ["NOT_FOUND", "INPUT_INVALID", "EVENT_TOO_LATE", "EVENT_CONFLICT", "STORE_UNUSABLE"] as const;
const answered: readonly ErrorCode[] = [...new Set([...admission, ...keyed, ...named, ...withBody, ...live])];

const livePaths = new Set(["/predict", "/events", "/feedback"]);

/** References to the failures that a route may answer with, by status. */
export function failuresOf(route: Route): Readonly<Record<string, { readonly $ref: string }>> {
  const codes: readonly ErrorCode[] = [
    ...admission,
    ...(route.scope === "open" ? [] : keyed),
    ...(route.paths.some((path) => path.includes("{")) ? named : []),
    ...(route.body === undefined ? [] : withBody),
    ...(route.events === undefined ? [] : (["OVERLOADED"] as const)),
    ...(route.paths.some((path) => livePaths.has(path)) ? live : []),
  ];
  const statuses = [...new Set(codes.map((code) => String(errorTable[code].httpStatus)))].sort();
  const references = statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]);
  return {
    ...Object.fromEntries(references),
    default: { $ref: `#/components/responses/${nameOf("default")}` },
  };
}

/** The replies that {@link failuresOf} refers to, and their body. */
export function failures(jsonSchema: (schema: z.ZodType) => Readonly<Record<string, unknown>>) {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  const statuses = [...new Set(answered.map((code) => errorTable[code].httpStatus))];
  const responses = statuses.map((status) => {
    const codes = answered.filter((code) => errorTable[code].httpStatus === status);
    const description = codes.map((code) => `${code}: ${errorTable[code].meaning}`).join("\n\n");
    return [nameOf(String(status)), { description, ...headersOf(status), content }] as const;
  });
  return {
    schemas: { Error: jsonSchema(errorSchema) },
    responses: {
      ...Object.fromEntries(responses),
      [nameOf("default")]: { description: "Any other failure", content },
    },
  };
}

const errorSchema = z.object({
  error: z.string().meta({ description: "What is wrong, and what was wanted." }),
  code: z.string().meta({ description: "From the error table, or DEFECT." }),
  rejected: rejectedSchema
    .optional()
    .meta({ description: "Rows of raw events, where it is they that do not fit." }),
});

function nameOf(status: string): string {
  return `Failure_${status}`;
}

/** What a client must look at beside the body. */
function headersOf(status: number) {
  const schema = { type: "string" };
  if (status === 401) return { headers: { "WWW-Authenticate": { schema } } };
  if (status === 503) return { headers: { "Retry-After": { schema, description: "Seconds." } } };
  return {};
}
