import { quoteText } from "./engine.ts";

/** The JSON pointer to the member `name` of an object, as SQL text for the engine's json_extract (RFC 6901). */
export function jsonPointer(name: string): string {
  return quoteText(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

/** A SQL list of the pointers to `names`. */
export function jsonPointers(names: readonly string[]): string {
  return `[${names.map(jsonPointer).join(", ")}]`;
}
