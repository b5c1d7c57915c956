import { AirworthyError } from "../core/error.ts";

/** A request that its sender must correct; `message` says what stands where and what was wanted. */
export function invalidRequest(message: string, cause?: unknown): AirworthyError {
  return new AirworthyError("REQUEST_INVALID", message, { cause });
}

/** `value` as a short text for a message about it: its kind and size, never personal data at length. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return (
    { string: "a text", number: "a number", boolean: "true or false" }[typeof value as string] ??
    `an ${typeof value}`
  );
}
