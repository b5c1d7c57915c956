import { AirworthyError } from "../core/error.ts";
import { type Duration, durationMicros } from "../core/time.ts";
import { flagOf, type Options, textOption } from "./command.ts";

const longest = "3650d";

/** The option `name` in milliseconds, undefined where it was not given; OPTION_INVALID where it is no length of time. */
export function durationOption(options: Options, name: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}(\.\d{1,9})?(ms|s|m|h|d|w)$/.test(text) && !/^[0.]+\D/.test(text) ? millis(text) : 0;
  if (ms > 0 && ms <= millis(longest)) return ms;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use ${flagOf(name)} '${text}': wanted a length of time of at most ${longest}, such as 90d, 12h or 30m.`,
  );
}

function millis(text: string): number {
  return Math.ceil(durationMicros(text as Duration) / 1_000);
}
