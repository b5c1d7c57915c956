/** The options of `serve` that say who reaches the server. */
import { resolve } from "node:path";
import { AirworthyError } from "../core/error.ts";
import type { ServerOptions } from "../server/index.ts";
import { type CommandContext, type Options, textOption } from "./command.ts";

export type GuardChoices = Pick<ServerOptions, "address" | "tls" | "allowedHosts" | "corsOrigins">;

/** What the options say; OPTION_INVALID where one of two that belong together is missing. */
export function guardOptions(options: Options, { directory }: CommandContext): GuardChoices {
  const [cert, key] = [textOption(options, "tlsCert"), textOption(options, "tlsKey")];
  if ((cert === undefined) !== (key === undefined))
    throw new AirworthyError(
      "OPTION_INVALID",
      `Cannot use --tls-${cert === undefined ? "key" : "cert"} alone: wanted --tls-cert and --tls-key together.`,
    );
  const tls =
    cert === undefined || key === undefined
      ? {}
      : { tls: { certPath: resolve(directory, cert), keyPath: resolve(directory, key) } };
  return {
    address: textOption(options, "host") ?? "127.0.0.1",
    allowedHosts: listOption(options, "allowedHost"),
    corsOrigins: listOption(options, "corsOrigin"),
    ...tls,
  };
}

/** `a,b` as two. */
function listOption(options: Options, name: string): string[] {
  return (textOption(options, name) ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
