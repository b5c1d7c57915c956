/** What is wrong with the `feedback` section, and with features beside it. */
import { walk } from "../expression/index.ts";
import type { Definition } from "./definition.ts";
import { type FeedbackPolicy, feedbackPolicyOf } from "./feedback-policy.ts";
import { isSourceName } from "./source-name.ts";

/** Everything in the definition's `feedback` that has no meaning, one clause each. */
export function feedbackProblems(definition: Definition): readonly string[] {
  const policy = feedbackPolicyOf(definition);
  if (!["last", "majority", "trusted"].includes(policy.kind))
    return [`feedback.policy is '${policy.kind}', wanted "last", "majority" or { trusted: ["source"] }`];
  if (policy.kind === "last") return [];
  return [...sourceProblems(policy), ...labelReaders(definition, policy.kind)];
}

function sourceProblems(policy: FeedbackPolicy): string[] {
  if (policy.kind !== "trusted") return [];
  const { sources } = policy;
  if (!Array.isArray(sources) || sources.length === 0 || sources.some((name) => !isSourceName(name)))
    return ["feedback.policy.trusted wants the names of sources, the most trusted first"];
  return new Set(sources).size === sources.length ? [] : ["feedback.policy.trusted names a source twice"];
}

function labelReaders({ events, features }: Definition, policy: string): string[] {
  return features
    .filter(({ expression }) =>
      [...walk(expression)].some((node) => node.kind === "column" && node.column === events.label.column),
    )
    .map(
      ({ name }) =>
        `feedback.policy is '${policy}', but the feature '${name}' looks at the label '${events.label.column}', of ` +
        'which live features see the newest: use the policy "last", or a feature without the label',
    );
}
