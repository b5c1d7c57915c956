import type { Logged, PredictionEntry } from "../../../io/event-log/index.ts";
import { plainJsonOf } from "./plain-json.ts";
import type { SpoolTable } from "./spool-lines.ts";

type Body = Readonly<Record<string, unknown>>;

interface PartRule {
  readonly type: string;
  readonly of: (body: Body) => unknown;
}

const answerOf = ({ answer }: Body) => (answer ?? {}) as Body;

/** What a logged prediction's body has, as columns; of its answer also what is asked of it most, by itself. */
const bodyParts = {
  raw: { type: "JSON", of: ({ raw }) => raw },
  inputs: { type: "JSON", of: ({ inputs }) => inputs },
  answer: { type: "JSON", of: ({ answer }) => answer },
  max_lateness_us: { type: "DOUBLE", of: ({ max_lateness_us }) => max_lateness_us },
  prediction: { type: "VARCHAR", of: (body) => textOf(answerOf(body).prediction) },
  probability: { type: "DOUBLE", of: (body) => numberOf(answerOf(body).probability) },
  probabilities: { type: "JSON", of: (body) => answerOf(body).probabilities },
} as const satisfies Readonly<Record<string, PartRule>>;
export type BodyPart = keyof typeof bodyParts;

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** How logged predictions are spooled: their own columns, and `parts` of the body. */
export function predictionLines(parts: readonly BodyPart[]): SpoolTable<Logged<PredictionEntry>> {
  const rules = parts.map((part) => [part, bodyParts[part]] as const);
  return {
    name: "predictions",
    columns: {
      seq: "BIGINT",
      id: "VARCHAR",
      event_id: "VARCHAR",
      entity: "VARCHAR",
      received_at: "BIGINT",
      model: "VARCHAR",
      version: "INTEGER",
      ...Object.fromEntries(rules.map(([part, { type }]) => [part, type])),
    },
    select: "*",
    // The body is read here, for what it may hold: the engine reads what is wanted of it alone, and once.
    line({ seq, id, eventId, entity, receivedAt, model, version, body }) {
      const record = JSON.parse(body) as Body;
      const row: Record<string, unknown> = {
        seq,
        id,
        event_id: eventId,
        entity,
        received_at: receivedAt,
        model,
        version,
      };
      for (const [part, { of }] of rules) row[part] = of(record) ?? null;
      return plainJsonOf(row);
    },
  };
}
