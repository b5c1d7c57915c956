const firstMs = 1_000;
const longestMs = 300_000;
/** What a receiver asks for in Retry-After is kept, up to here. */
const longestAskedMs = 3_600_000;

export interface BackOffOptions {
  /** From [0, 1). */
  readonly random: () => number;
  /** What the receiver asked for; null where it asked for nothing. */
  readonly askedMs: number | null;
}

/**
 * How long to wait after the `failures`-th failure in a row, milliseconds: doubled each time from a second up to five
 * minutes, the later half of it by chance, so that senders that failed together do not come back together.
 */
export function backOffMs(failures: number, { random, askedMs }: BackOffOptions): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  const own = whole / 2 + (whole / 2) * random();
  return Math.round(Math.max(own, Math.min(askedMs ?? 0, longestAskedMs)));
}
