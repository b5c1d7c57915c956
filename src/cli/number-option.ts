import { AirworthyError } from "../core/error.ts";
import { flagOf, type Options, textOption } from "./command.ts";

export interface NumberOption {
  /** As the command line's parser spells it: --grpc-port is grpcPort. */
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** The option as a whole number, undefined where it was not given; OPTION_INVALID where it is none of those wanted. */
export function numberOption(options: Options, { name, low, high }: NumberOption): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use ${flagOf(name)} '${text}': wanted a whole number from ${low} to ${high}.`,
  );
}
