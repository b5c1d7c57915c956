import { invalidRequest } from "../../invalid-request.ts";
import type { Call } from "../../route.ts";

/** The version in the path; REQUEST_INVALID where it is none. */
export function versionOf({ params: { version = "" } }: Call): number {
  if (/^[1-9]\d{0,8}$/.test(version)) return Number(version);
  throw invalidRequest("The version in the path is no whole number from 1 on.");
}
