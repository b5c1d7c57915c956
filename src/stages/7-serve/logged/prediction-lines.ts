import type { Logged, PredictionEntry } from "../../../io/event-log/index.ts";
import { plainJson } from "./plain-json.ts";
import type { SpoolTable } from "./spool-lines.ts";

const json = JSON.stringify;

/** How logged predictions are spooled: their own columns, and of the body (JSON) what `ofBody` selects. */
export function predictionLines(ofBody: readonly string[]): SpoolTable<Logged<PredictionEntry>> {
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
      body: "JSON",
    },
    select: ["* EXCLUDE (body)", ...ofBody].join(", "),
    line: ({ seq, id, eventId, entity, receivedAt, model, version, body }) =>
      `{"seq":${seq},"id":${json(id)},"event_id":${json(eventId)},"entity":${json(entity)},"received_at":${receivedAt},"model":${json(model)},"version":${version},"body":${plainJson(body)}}`,
  };
}
