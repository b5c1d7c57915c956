/** What becomes of one part of a request. */
import type { FeedbackOutcome } from "../../../io/event-log/index.ts";
import type { RowFault } from "../parse-rows.ts";
import type { InputValues } from "./model-inputs.ts";

export type Refusal = "INPUT_INVALID" | "EVENT_TOO_LATE" | "EVENT_CONFLICT";

export type Outcome =
  /** `text`: the answer as JSON, as it was logged; `inputs`: what the model was given; `version`: which one it was. */
  | {
      readonly kind: "answered";
      readonly text: string;
      readonly inputs: InputValues;
      readonly version: number;
    }
  | { readonly kind: "recorded" }
  /** The event was there before. */
  | { readonly kind: "repeated" }
  | { readonly kind: "feedback"; readonly outcome: FeedbackOutcome }
  | { readonly kind: "refused"; readonly code: Refusal; readonly faults: readonly RowFault[] }
  /** Not done, or not known to be: the same again later is safe. */
  | { readonly kind: "failed"; readonly cause: unknown };
