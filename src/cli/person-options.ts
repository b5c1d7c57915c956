/** Options in which a person says who they are, and why. */
import { userInfo } from "node:os";
import { AirworthyError } from "../core/error.ts";
import { flagOf, type Options, textOption } from "./command.ts";

const longestWords = 500;

/** A text for people, on one line; OPTION_INVALID where it is none. */
export function wordsOption(options: Options, name: string): string {
  const text = (textOption(options, name) ?? "").trim();
  if (text !== "" && text.length <= longestWords && !/\p{C}/u.test(text)) return text;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot use ${flagOf(name)}: wanted 1 to ${longestWords} characters, none of them a control character.`,
  );
}

/** Who it is: `--by`, or the user of this machine. */
export function whoOption(options: Options): string {
  return textOption(options, "by") === undefined ? userInfo().username : wordsOption(options, "by");
}
