import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import type { Outcome } from "../../stages/7-serve/index.ts";
import { eventLines } from "../event-lines.ts";
import { eventExample } from "../example-body.ts";
import { invalidRequest } from "../invalid-request.ts";
import {
  type RejectedRow,
  readRows,
  refusal,
  rejectedOf,
  rejectedSchema,
  requireLive,
} from "../live-rows.ts";
import { timeoutOf } from "../request-limits.ts";
import type { Call, Route, ServerContext } from "../route.ts";

const row = z.record(z.string(), z.unknown());

export const eventsRoute: Route = {
  method: "POST",
  paths: ["/events"],
  scope: "predict",
  summary: "Record raw events: one, an array, or a stream of lines; answered when they are durable",
  body: z.union([row, z.array(row)]),
  example: eventExample,
  streams: "application/x-ndjson",
  reply: z.object({
    accepted: z.int(),
    repeated: z.int(),
    rejected: rejectedSchema,
    more_rejected: z.int().optional(),
  }),
  async handle(call, context) {
    if (call.stream !== null) return { body: await recordStream(call.stream, context) };
    const { rows } = readRows(call, context);
    const outcomes = await requireLive(context).record(rows, { timeoutMs: timeoutOf(call, context) });
    const tally = newTally();
    add(tally, outcomes, { rowOf: (place) => place + 1, context });
    if (tally.accepted + tally.repeated === 0) throw refusal(outcomes, tally.rejected);
    return { body: tally };
  },
};

interface Tally {
  accepted: number;
  repeated: number;
  rejected: RejectedRow[];
  /** Rejected rows beyond those that are named. */
  more_rejected?: number;
}

/** Rejected rows that a reply names; a stream may have any number. */
const mostRejected = 1_000;
/** Lines that become durable together. */
const chunkRows = 1_000;

function newTally(): Tally {
  return { accepted: 0, repeated: 0, rejected: [] };
}

interface Added {
  /** The row's number for its place among the outcomes. */
  readonly rowOf: (place: number) => number;
  readonly context: ServerContext;
}

function add(tally: Tally, outcomes: readonly Outcome[], { rowOf, context }: Added): void {
  const count = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const [accepted, repeated] = [count("recorded"), count("repeated")];
  tally.accepted += accepted;
  tally.repeated += repeated;
  tell(context, { accepted, repeated, rejected: count("refused") });
  reject(tally, rejectedOf(outcomes, rowOf));
}

function tell({ metrics: { events } }: ServerContext, counts: Readonly<Record<string, number>>): void {
  for (const [outcome, rows] of Object.entries(counts)) if (rows > 0) events.inc({ outcome }, rows);
}

function reject(tally: Tally, rejected: readonly RejectedRow[]): void {
  const room = Math.max(0, mostRejected - tally.rejected.length);
  for (const one of rejected.slice(0, room)) tally.rejected.push(one);
  if (rejected.length > room) tally.more_rejected = (tally.more_rejected ?? 0) + rejected.length - room;
}

/** Takes lines as they come, and reads on only when what came before is durable. */
async function recordStream(stream: NonNullable<Call["stream"]>, context: ServerContext): Promise<Tally> {
  const live = requireLive(context);
  const { lineBytes, greatestTimeoutMs: timeoutMs } = context.limits;
  const tally = newTally();
  try {
    for await (const { rows, numbers, faults } of eventLines(stream, { lineBytes, chunkRows })) {
      tell(context, { rejected: faults.length });
      reject(tally, faults);
      const outcomes = rows.length === 0 ? [] : await live.record(rows, { timeoutMs });
      add(tally, outcomes, { rowOf: (place) => numbers[place] ?? 0, context });
    }
  } catch (cause) {
    throw afterSome(cause, tally);
  }
  return tally;
}

/** What stopped a stream, and how much of it is durable all the same. */
function afterSome(cause: unknown, { accepted, repeated }: Tally): unknown {
  const taken = `${accepted + repeated} events before are recorded; send the rest again.`;
  if (cause instanceof AirworthyError) {
    const { code, message, details } = cause;
    return new AirworthyError(code, `${message} ${taken}`, { cause, details });
  }
  const isStream = cause instanceof Error && "code" in cause;
  return isStream
    ? invalidRequest(`The request's body ended early or cannot be decompressed: ${taken}`, cause)
    : cause;
}
