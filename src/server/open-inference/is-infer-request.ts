/**
 * A look at the parts of a request that costs a tenth of the schema's. It takes nothing that the schema refuses; what it
 * does not take is for the schema to judge, which knows the words for what is wrong.
 */
import { datatypes } from "./datatype.ts";
import type { InferRequest } from "./schema.ts";

/** Whether `value` is a request that `inferRequestSchema` takes as it is. */
export function isInferRequest(value: unknown): value is InferRequest {
  if (!isRecord(value)) return false;
  const { id, parameters, inputs, outputs } = value;
  return (
    (id === undefined || (typeof id === "string" && id.length <= 256)) &&
    areParameters(parameters) &&
    isList(inputs, isInput) &&
    (outputs === undefined || isList(outputs, isOutput))
  );
}

type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= 4_096 && value.every(isItem);
}

function isInput(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, shape, datatype, parameters, data } = value;
  return (
    typeof name === "string" &&
    typeof datatype === "string" &&
    Object.hasOwn(datatypes, datatype) &&
    Array.isArray(shape) &&
    shape.length <= 8 &&
    shape.every((size) => Number.isSafeInteger(size) && size >= 0) &&
    areParameters(parameters) &&
    (data === undefined || Array.isArray(data))
  );
}

function isOutput(value: unknown): boolean {
  return isRecord(value) && typeof value.name === "string" && areParameters(value.parameters);
}

function areParameters(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isRecord(value)) return false;
  for (const name in value) if (!isParameter(value[name])) return false;
  return true;
}

function isParameter(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
