/** What was reported of predictions, as the engine joins it to them: `labelsInForce` and the queue of labels read it. */
import type { LoggedFeedback } from "../../../io/store/index.ts";
import { plainJson } from "../../7-serve/index.ts";

const json = JSON.stringify;

/** Reports as they are spooled for the engine. */
export const labelLines = {
  name: "labels",
  columns: {
    seq: "BIGINT",
    prediction_id: "VARCHAR",
    event_id: "VARCHAR",
    received_at: "BIGINT",
    source: "VARCHAR",
    label: "JSON",
  },
  select: "*",
  line: ({ seq, prediction_id, event_id, received_at, source, label }: LoggedFeedback) =>
    `{"seq":${seq},"source":${json(source)},"prediction_id":${json(prediction_id)},"event_id":${json(event_id)},"received_at":${received_at},"label":${plainJson(label)}}`,
} as const;

export interface ToldLabelsInput {
  /** FROM items: {@link labelLines}, and predictions with `id` and `event_id`. */
  readonly labels: string;
  readonly predictions: string;
}

/** FROM item with a row for each report: the prediction's id as `key`, source, seq, label (JSON text), received_at. */
export function toldLabels({ labels, predictions }: ToldLabelsInput): string {
  const about = (key: string, own: string) =>
    `SELECT p.id AS key, l.source, l.seq, CAST(l.label AS VARCHAR) AS label, l.received_at FROM ${labels} l JOIN ${predictions} p ON l.${key} = p.${own}`;
  return `(${about("prediction_id", "id")} UNION ALL ${about("event_id", "event_id")})`;
}
