import pino, { type Logger } from "pino";

/** Lines of JSON on stderr, written together: a write for each would cost a busy server more than its requests' headers do. */
export function stderrLogger(): Logger {
  return pino(
    { base: null },
    pino.destination({ dest: 2, sync: false, minLength: 4_096, periodicFlush: 50 }),
  );
}
