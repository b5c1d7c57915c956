import pino, { type Logger } from "pino";

/** Lines of JSON on stderr. */
export function stderrLogger(): Logger {
  return pino({ base: null }, pino.destination({ dest: 2, sync: false }));
}
