import { z } from "zod";
import { AirworthyError } from "../../core/error.ts";
import { liveModelOf, type Outcome, readRow, type SentRow } from "../../stages/7-serve/live.ts";
import { eventExample } from "../example-body.ts";
import { flagOf, readRows, refusal, rejectedOf, rejectedSchema, requireLive } from "../live-rows.ts";
import { labels } from "../metrics.ts";
import { timeoutOf } from "../request-limits.ts";
import type { Call, Reply, Route, ServerContext } from "../route.ts";

const row = z.record(z.string(), z.unknown());
const answer = z.object({
  prediction_id: z.string(),
  event_id: z.union([z.string(), z.number(), z.null()]),
  prediction: z.union([z.boolean(), z.string(), z.number()]),
  probability: z.number().nullable(),
  probabilities: z.record(z.string(), z.number()).optional(),
  threshold: z.number().nullable(),
  model_name: z.string(),
  model_version: z.int(),
  explain: z.unknown().optional(),
});

type Answered = Extract<Outcome, { kind: "answered" }>;

export const predictRowsRoute: Route = {
  method: "POST",
  paths: ["/predict"],
  scope: "predict",
  predicts: true,
  summary:
    "Predict a raw event, or an array of them, from the live features of its entity; the event is recorded too",
  body: z.union([row, z.array(row)]),
  example: eventExample,
  query: {
    record: "false: the event itself is not recorded and changes no later answer",
    explain: "true: with the answer layer by layer",
  },
  reply: z.union([answer, z.object({ predictions: z.array(answer), rejected: rejectedSchema })]),
  async handle(call, context) {
    const record = flagOf(call, "record", true);
    const explain = flagOf(call, "explain", false);
    const { rows, isArray } = readRows(call, context);
    const live = requireLive(context);
    const outcomes = await counted(
      () => live.predict(rows, { record, timeoutMs: timeoutOf(call, context), versions: call.versions }),
      { rows: rows.length, context },
    );
    const rejected = rejectedOf(outcomes);
    const answered = outcomes.flatMap((outcome, at) =>
      outcome.kind === "answered" ? [{ outcome, sent: rows[at] }] : [],
    );
    if (answered.length === 0) throw refusal(outcomes, rejected);
    const texts = explain
      ? await Promise.all(answered.map(({ outcome, sent }) => explained(outcome, sent, context)))
      : answered.map(({ outcome }) => outcome.text);
    return json(
      isArray ? `{"predictions":[${texts.join()}],"rejected":${JSON.stringify(rejected)}}` : (texts[0] ?? ""),
    );
  },
};

const headers = { "content-type": "application/json" };

function json(body: string): Reply {
  return { headers, body };
}

/** The answer with its trace; without one where a version had answered that is no longer here. */
async function explained(
  { text, inputs, version }: Answered,
  sent: SentRow | undefined,
  { host }: ServerContext,
): Promise<string> {
  const told = JSON.parse(text) as z.infer<typeof answer>;
  const model = host.servingOfVersion(version)?.model;
  if (model?.manifest === undefined) return JSON.stringify({ ...told, explain: null });
  const { manifest, bytes } = model;
  const read = readRow(sent?.raw, { serving: liveModelOf(model).serving, now: Date.now() });
  if ("faults" in read) return JSON.stringify({ ...told, explain: null });
  const { traceOf } = await import("../../stages/7-serve/index.ts"); // with all that predicts whole tables
  const known = { row: sent?.raw as Call["query"], event: read.event, inputs, given: new Set<string>() };
  return JSON.stringify({ ...told, explain: await traceOf({ manifest, model: bytes }, known) });
}

async function counted(
  ask: () => Promise<readonly Outcome[]>,
  { rows, context }: { readonly rows: number; readonly context: ServerContext },
): Promise<readonly Outcome[]> {
  const { metrics, host } = context;
  const champion = host.serving?.model;
  const count = (code: string, rows: number, version?: number) => {
    if (champion === undefined) return;
    const of = { ...champion, version: version ?? champion.version };
    metrics.predictions.inc({ ...labels(of), code }, rows);
  };
  try {
    const outcomes = await ask();
    const groups = Map.groupBy(outcomes, (outcome) =>
      outcome.kind === "answered" ? `OK ${outcome.version}` : codeOf(outcome),
    );
    for (const all of groups.values()) {
      const [one] = all;
      if (one === undefined) continue;
      count(codeOf(one), all.length, one.kind === "answered" ? one.version : undefined);
    }
    return outcomes;
  } catch (cause) {
    count(cause instanceof AirworthyError ? cause.code : "DEFECT", rows);
    throw cause;
  }
}

function codeOf(outcome: Outcome): string {
  if (outcome.kind === "refused") return outcome.code;
  if (outcome.kind !== "failed") return "OK";
  return outcome.cause instanceof AirworthyError ? outcome.cause.code : "DEFECT";
}
