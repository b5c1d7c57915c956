/**
 * Which label holds where sources contradict each other. The log keeps what each source said last; the policy chooses
 * among these, wherever quality is measured. Live features see the newest label of all, as the log tells it: any other
 * policy is refused where a feature looks at labels, for it would be served what it was not trained on.
 */
import type { LabelSourceOptions } from "./label-source.ts";

export type FeedbackPolicy =
  /** The newest. */
  | { readonly kind: "last" }
  /** What most sources say; of equals, what was said last. What a person settled comes first, here and below. */
  | { readonly kind: "majority" }
  /** Of the first of these sources that said anything; where none did, the newest. */
  | { readonly kind: "trusted"; readonly sources: readonly string[] };

export interface FeedbackDefinition {
  readonly policy: FeedbackPolicy;
}

export interface FeedbackOptions {
  /** Which label holds where sources contradict each other; the newest unless told. */
  readonly policy?: "last" | "majority" | { readonly trusted: readonly string[] };
  /** The application's tables and files that labels are pulled from, by the name of the source. */
  readonly pull?: Readonly<Record<string, LabelSourceOptions>>;
}

export function resolveFeedback({ policy = "last" }: FeedbackOptions = {}): FeedbackDefinition {
  if (typeof policy === "object") return { policy: { kind: "trusted", sources: policy.trusted } };
  return { policy: { kind: policy } };
}

/** The policy of a definition; packages of old have none. */
export function feedbackPolicyOf(definition: { readonly feedback?: FeedbackDefinition }): FeedbackPolicy {
  return definition.feedback?.policy ?? { kind: "last" };
}
