/** One thing that a request asks for, on its way to the log and back. */
import type { FeedbackEntry } from "../../../io/event-log/index.ts";
import type { LiveCall } from "./live-call.ts";
import type { LiveModel } from "./live-model.ts";
import type { LiveRow } from "./live-row.ts";
import type { Outcome } from "./outcome.ts";

interface Pending {
  /** The request that it is part of, and its place in it. */
  readonly call: LiveCall;
  readonly place: number;
}

export interface RowWork extends Pending {
  readonly kind: "row";
  readonly raw: Readonly<Record<string, unknown>>;
  /** `raw` as JSON text. */
  readonly text: string;
  /** As `model` read it; another version reads it anew. */
  row: LiveRow;
  model: LiveModel;
  /** The id of the prediction that is still to be made; null where none is (any more). */
  predictionId: string | null;
  /** Whether the event is still to be recorded. */
  record: boolean;
  /** What was found out so far, where one of both is done. */
  answer: Outcome | null;
  /** The challenger failed on it: the champion answers. */
  stays: boolean;
}

export interface FeedbackWork extends Pending {
  readonly kind: "feedback";
  readonly entry: FeedbackEntry;
}

export type Work = RowWork | FeedbackWork;
