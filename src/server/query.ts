/** Reads the query of a call by a schema. */
import { z } from "zod";
import { invalidRequest } from "./invalid-request.ts";
import type { Call } from "./route.ts";

/** The query of `call` as `schema` has it; REQUEST_INVALID says which parameter is otherwise. */
export function queryOf<T extends z.ZodObject>({ query }: Call, schema: T): z.infer<T> {
  const parsed = schema.strict().safeParse(query);
  if (parsed.success) return parsed.data as z.infer<T>;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys : undefined;
  const name = unknown?.join("', '") ?? issue?.path.map(String).join(".") ?? "";
  throw invalidRequest(`The parameter '${name}' of the query does not fit: ${issue?.message ?? ""}.`);
}

/** A whole number of the query, as text. */
export function wholeNumber(low: number, high: number): z.ZodCoercedNumber {
  return z.coerce.number().int().min(low).max(high);
}
