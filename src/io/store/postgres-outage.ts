/**
 * Whether the server was away, stopped, full or too slow, and not what was asked of it at fault: an error that the
 * server did not send comes from the network or from waiting in vain, and its SQLSTATE tells the others.
 */
export function isOutage(cause: Error): boolean {
  const state = stateOf(cause);
  return state === null || outages.test(state);
}

/** The SQLSTATE of an error that the server sent; null for one that it did not send. */
export function stateOf(cause: Error): string | null {
  return "severity" in cause && "code" in cause ? String(cause.code) : null;
}

/**
 * Connection (08), a server that only reads (25006), wrong password or database (28, 3D), no resources (53), no lock in
 * time (55P03), stopped or cancelled (57), the disk (58), damage (F0, XX).
 */
const outages = /^(08|25006|28|3D|53|55P03|57|58|F0|XX)/;

/** Why, without what the caller sent. The addresses of one name fail with one error each, and the whole has no message. */
export function outageOf(cause: Error): string {
  const first = cause instanceof AggregateError ? (cause.errors[0] as Error | undefined) : undefined;
  return (first ?? cause).message;
}
