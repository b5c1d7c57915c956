/** What /predict, /events and /feedback share: rows in, and what became of them out. */
import { z } from "zod";
import { AirworthyError } from "../core/error.ts";
import type { LiveCore, Outcome, Refusal, RowFault, SentRow } from "../stages/7-serve/index.ts";
import { invalidRequest } from "./invalid-request.ts";
import { readJsonText } from "./json-body.ts";
import { checkRows } from "./request-limits.ts";
import type { Call, ServerContext } from "./route.ts";

/** A row that was refused; `row` is its 1-based place, or its line. */
export interface RejectedRow extends RowFault {
  readonly row: number;
}

export const rejectedSchema = z.array(
  z.object({ row: z.int(), field: z.string().nullable(), rule: z.string(), value: z.string().nullable() }),
);

/** The live core; NOT_FOUND where the server keeps no event log. */
export function requireLive({ live }: ServerContext): LiveCore {
  if (live !== null) return live;
  throw new AirworthyError(
    "NOT_FOUND",
    "This server keeps no event log: it answers the inference routes alone.",
  );
}

export interface SentRows {
  readonly rows: readonly SentRow[];
  readonly isArray: boolean;
}

/** One object, or an array of them within the limit. */
export function readRows({ body }: Call, context: ServerContext): SentRows {
  const { value, text } = readJsonText(body);
  if (!Array.isArray(value)) return { rows: [{ raw: value, text }], isArray: false };
  if (value.length === 0) throw invalidRequest("The request has no row: its array is empty.");
  checkRows(value.length, context);
  return { rows: value.map((raw) => ({ raw })), isArray: true };
}

/** `true` or `false` in the query; `standard` where it says nothing. */
export function flagOf({ query }: Call, name: string, standard: boolean): boolean {
  const given = query[name];
  if (given === undefined) return standard;
  if (given === "true") return true;
  if (given === "false") return false;
  throw invalidRequest(`The parameter '${name}' must be true or false.`);
}

/** What was refused, in the order of the rows. The first that failed is thrown: the same request again is safe. */
export function rejectedOf(
  outcomes: readonly Outcome[],
  rowOf: (place: number) => number = (place) => place + 1,
): readonly RejectedRow[] {
  const rejected: RejectedRow[] = [];
  for (let at = 0; at < outcomes.length; at += 1) {
    const outcome = outcomes[at];
    if (outcome?.kind === "failed") throw outcome.cause;
    if (outcome?.kind !== "refused") continue;
    for (const fault of outcome.faults) rejected.push({ row: rowOf(at), ...fault });
  }
  return rejected;
}

/** The error for a request of which nothing was acceptable. */
export function refusal(outcomes: readonly Outcome[], rejected: readonly RejectedRow[]): AirworthyError {
  const codes = new Set(outcomes.flatMap((outcome) => (outcome.kind === "refused" ? [outcome.code] : [])));
  const [code = "INPUT_INVALID", ...others] = codes;
  const chosen: Refusal = others.length === 0 ? code : "INPUT_INVALID";
  const clauses = rejected
    .slice(0, 3)
    .map(({ field, rule }) => (field === null ? rule : `'${field}': ${rule}`));
  const more = rejected.length > 3 ? `; and ${rejected.length - 3} more` : "";
  const what = outcomes.length === 1 ? "the row" : `any of ${outcomes.length} rows`;
  return new AirworthyError(chosen, `Cannot take ${what}: ${clauses.join("; ")}${more}.`, {
    details: { rejected },
  });
}
