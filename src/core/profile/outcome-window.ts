import { type ErrorCode, errorTable } from "../error.ts";

export type OutcomeCode = ErrorCode | "OK" | "DEFECT";

/** Whether the server failed, and not the one who asked. */
export function isFailure(code: string): boolean {
  return code !== "OK" && (!(code in errorTable) || errorTable[code as ErrorCode].httpStatus >= 500);
}

/** How requests of a route ended. */
export interface OutcomeWindow {
  readonly kind: "outcomes";
  /** The route as OpenAPI writes it, or the gRPC method. */
  readonly name: string;
  /** By code: "OK" or one of the error table; "DEFECT" for what is in none. */
  readonly counts: Readonly<Record<string, number>>;
}

export function mergeOutcomes(one: OutcomeWindow, other: OutcomeWindow): OutcomeWindow {
  const counts = { ...one.counts };
  for (const [code, count] of Object.entries(other.counts)) counts[code] = (counts[code] ?? 0) + count;
  return { ...one, counts };
}
