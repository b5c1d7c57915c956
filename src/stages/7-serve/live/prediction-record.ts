/** What the log keeps of a prediction besides its keys: enough to answer it again, to recompute it and to explain it. */
import { z } from "zod";

const value = z.union([z.number(), z.boolean(), z.string(), z.null()]);

const recordSchema = z.object({
  /** How much earlier than its entity's latest event an event might still come, microseconds. */
  max_lateness_us: z.number(),
  /** The event as it was sent. */
  raw: z.record(z.string(), z.unknown()),
  /** The model's inputs as they were given to it, by name; missing is null. */
  inputs: z.record(z.string(), value),
  /** What the caller was told. */
  answer: z.looseObject({ prediction_id: z.string() }),
});
export type PredictionRecord = z.infer<typeof recordSchema>;

export interface RecordParts {
  readonly maxLatenessMicros: number;
  /** JSON texts. */
  readonly raw: string;
  readonly inputs: string;
  readonly answer: string;
}

/** The body of a prediction's entry in the log. */
export function writePredictionRecord({ maxLatenessMicros, raw, inputs, answer }: RecordParts): string {
  return `{"max_lateness_us":${maxLatenessMicros},"raw":${raw},"inputs":${inputs},"answer":${answer}}`;
}

/** The record in the body of a prediction's entry. */
export function readPredictionRecord(body: string): PredictionRecord {
  return recordSchema.parse(JSON.parse(body));
}
