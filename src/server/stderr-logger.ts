import pino, { type Logger } from "pino";

/**
 * Lines of JSON on stderr, twenty times a second: each write goes through another thread, which would cost a busy server
 * more than its requests' headers do.
 */
export function stderrLogger(): Logger {
  return pino(
    { base: null },
    pino.destination({ dest: 2, sync: false, minLength: 16_000, periodicFlush: 50 }),
  );
}
