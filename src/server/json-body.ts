/** Reads a JSON body: UTF-8, no deeper than anything that means something, and nothing that could reach a prototype. */
import { parse as parseSecurely } from "secure-json-parse";
import type { z } from "zod";
import { invalidRequest } from "./invalid-request.ts";

export const greatestDepth = 32;

export interface JsonBodyOptions {
  /** Whole numbers beyond 2⁵³ become bigint in place of the nearest double; slower. */
  readonly exactIntegers?: boolean;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The value in `body`; REQUEST_INVALID where it is no such JSON. */
export function readJson(body: Uint8Array, options: JsonBodyOptions = {}): unknown {
  return readJsonText(body, options).value;
}

/** The value in `body`, and the text that it was read from. */
export function readJsonText(
  body: Uint8Array,
  { exactIntegers = false }: JsonBodyOptions = {},
): { readonly value: unknown; readonly text: string } {
  if (body.length === 0) throw invalidRequest("The request has no body; wanted JSON.");
  checkDepth(body);
  try {
    const text = decoder.decode(body);
    const isPlain = !exactIntegers && !mayReachPrototype(text);
    return {
      text,
      value: isPlain ? JSON.parse(text) : parseSecurely(text, exactIntegers ? exactly : undefined),
    };
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? "" : " in UTF-8";
    throw invalidRequest(
      `The request's body is not JSON${reason} as RFC 8259 has it (no NaN, no Infinity).`,
      cause,
    );
  }
}

/** The value in `body` as `schema` has it. */
export function readJsonAs<T>(body: Uint8Array, schema: z.ZodType<T>, options: JsonBodyOptions = {}): T {
  return valueAs(readJson(body, options), schema);
}

/** `value` as `schema` has it; REQUEST_INVALID says where it is otherwise. */
export function valueAs<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join(".") ?? "";
  throw invalidRequest(
    `The request is not what this route reads: ${place === "" ? "" : `${place}: `}${issue?.message}.`,
  );
}

/** Whether a key of the text could be `__proto__` or `constructor`, however it is written: most texts have no such thing. */
function mayReachPrototype(text: string): boolean {
  return text.includes("\\u") || text.includes("__proto__") || text.includes("constructor");
}

/** Keeps the digits of whole numbers that a double cannot hold; `context` is the third argument that engines pass. */
function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

const [quote, backslash] = [0x22, 0x5c];
const steps = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);

function checkDepth(body: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === backslash && inText) at++;
    else if (byte === quote) inText = !inText;
    else if (!inText && byte > 0x5a) depth += steps.get(byte) ?? 0;
    if (depth > greatestDepth)
      throw invalidRequest(`The request's JSON is nested deeper than ${greatestDepth} levels.`);
  }
}
