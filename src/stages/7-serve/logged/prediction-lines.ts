import type { Logged, PredictionEntry } from "../../../io/event-log/index.ts";
import { plainJsonOf } from "./plain-json.ts";
import type { SpoolTable } from "./spool-lines.ts";

const json = JSON.stringify;

/** What a logged prediction's body has, as columns. */
const bodyParts = { raw: "JSON", inputs: "JSON", answer: "JSON", max_lateness_us: "DOUBLE" } as const;
export type BodyPart = keyof typeof bodyParts;

/** How logged predictions are spooled: their own columns, and `parts` of the body. */
export function predictionLines(parts: readonly BodyPart[]): SpoolTable<Logged<PredictionEntry>> {
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
      ...Object.fromEntries(parts.map((part) => [part, bodyParts[part]])),
    },
    select: "*",
    // The body is read here, for what it may hold: the engine reads what is wanted of it alone, and once.
    line({ seq, id, eventId, entity, receivedAt, model, version, body }) {
      const record = JSON.parse(body) as Readonly<Record<string, unknown>>;
      const own = parts.map((part) => `,"${part}":${plainJsonOf(record[part] ?? null)}`).join("");
      return `{"seq":${seq},"id":${json(id)},"event_id":${json(eventId)},"entity":${json(entity)},"received_at":${receivedAt},"model":${json(model)},"version":${version}${own}}`;
    },
  };
}
