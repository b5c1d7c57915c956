import { quoteText } from "../../../io/engine.ts";

/** A SQL list of the JSON pointers to the members `names` of an object, for the engine's json_extract (RFC 6901). */
export function jsonPointers(names: readonly string[]): string {
  const pointers = names.map((name) => quoteText(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`));
  return `[${pointers.join(", ")}]`;
}
