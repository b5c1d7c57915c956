import { AirworthyError } from "../../core/error.ts";
import type { AliasName } from "./aliases.ts";

/** NOT_FOUND: the model has no such version. */
export function noVersion(name: string, which: number | AliasName): AirworthyError {
  const wanted = typeof which === "number" ? `version ${which}` : which;
  return new AirworthyError(
    "NOT_FOUND",
    `The model '${name}' has no ${wanted} yet: a run that passes its gates makes one.`,
  );
}
