/**
 * The log keeps what was sent as it was written: over several lines, with a key twice (JavaScript takes the last, the
 * engine the first), with numbers beyond a double or halves of surrogate pairs, at which the engine's reader stops.
 */

/** `text` as JSON on one line that the engine reads as JavaScript does; half a surrogate pair becomes U+FFFD. */
export function plainJson(text: string): string {
  return plainJsonOf(JSON.parse(text) as unknown);
}

/** The same of what was read already. */
export function plainJsonOf(value: unknown): string {
  const written = JSON.stringify(value);
  // JSON.stringify escapes nothing else this way.
  return written.includes("\\ud") ? JSON.stringify(wellFormed(value)) : written;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [name.toWellFormed(), wellFormed(own)]),
  );
}
