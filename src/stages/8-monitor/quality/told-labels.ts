/** What was reported of predictions, as the engine joins it to them: `labelsInForce` and the queue of labels read it. */
import type { FeedbackOfPrediction } from "../../../io/store/index.ts";
import { plainJson } from "../../7-serve/index.ts";

/** Reports as they are spooled for the engine. */
export const labelLines = {
  name: "labels",
  columns: { about: "BIGINT", seq: "BIGINT", received_at: "BIGINT", source: "VARCHAR", label: "JSON" },
  select: "*",
  line: ({ about, seq, source, received_at, label }: FeedbackOfPrediction) =>
    `{"about":${about},"seq":${seq},"received_at":${received_at},"source":${JSON.stringify(source)},"label":${plainJson(label)}}`,
} as const;

/** FROM item with a row for each report of {@link labelLines}: the prediction's place as `key`, source, seq, label (JSON text), received_at. */
export function toldLabels(labels: string): string {
  return `(SELECT about AS key, source, seq, CAST(label AS VARCHAR) AS label, received_at FROM ${labels})`;
}
