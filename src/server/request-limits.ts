/** What every request is held to, however it asks. */
import { AirworthyError } from "../core/error.ts";
import { invalidRequest } from "./invalid-request.ts";
import type { Call, ServerContext } from "./route.ts";

type Limited = Pick<ServerContext, "limits">;

/** Throws REQUEST_TOO_LARGE where `rows` are too many. */
export function checkRows(rows: number, { limits }: Limited): void {
  if (rows <= limits.rows) return;
  throw new AirworthyError("REQUEST_TOO_LARGE", `The request has ${rows} rows, at most ${limits.rows}.`);
}

/** How long the caller waits, in milliseconds: what the body names (`namedMs`), or the header X-Request-Timeout-Ms. */
export function timeoutOf(call: Pick<Call, "headers">, { limits }: Limited, namedMs?: number): number {
  const wanted = namedMs ?? headerTimeoutMs(call) ?? limits.defaultTimeoutMs;
  return Math.min(wanted, limits.greatestTimeoutMs);
}

function headerTimeoutMs({ headers }: Pick<Call, "headers">): number | undefined {
  const given = headers["x-request-timeout-ms"];
  if (given === undefined) return undefined;
  const ms = typeof given === "string" && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (ms > 0) return ms;
  throw invalidRequest("X-Request-Timeout-Ms must be a whole number of milliseconds above 0.");
}
