/** What would become of a challenger: the product's own decision, on a comparison that somebody made up. */
import type { PromotionPolicy } from "../../../core/definition/index.ts";
import { type Decision, decide, type JudgedLabels } from "../../../stages/9-retrain/index.ts";
import type { RetrainStory } from "./retrain-story-form.ts";

const differences: Readonly<Record<RetrainStory["verdict"], readonly [low: number, high: number]>> = {
  better: [-0.03, -0.01],
  "not distinguishable": [-0.01, 0.01],
  worse: [0.01, 0.03],
};

/** What the product decides of such a challenger. */
export function retrainDecision(story: RetrainStory): Decision {
  const { policy, verdict, gatesHold, worseSlice, labels, inDoubt, version } = story;
  const [low, high] = differences[verdict];
  const judged: JudgedLabels = {
    scope: { source: "you" },
    labels: inDoubt,
    what: "contradict its answers",
    share: 1,
    expected: 0,
    why: "Nobody else says the same of that time.",
  };
  return decide({
    policy,
    gates: [
      {
        metric: "accuracy",
        direction: "atLeast",
        bound: 0.5,
        value: gatesHold ? 1 : 0,
        passed: gatesHold,
        explanation: gatesHold ? "it holds" : "the challenger does not reach the bound",
      },
    ],
    comparison: {
      version,
      verdict,
      lossDifference: { value: (low + high) / 2, low, high },
      worseSlices: worseSlice ? ["that you ticked"] : [],
    },
    labels: { version, fresh: labels, setAside: inDoubt === 0 ? [] : [judged], taken: [] },
    settled: null,
    split: { trainRows: labels, validationRows: labels },
  });
}

/** Of each policy, what becomes of a challenger that cannot be told apart from the champion. */
export function drawnDecision(policy: PromotionPolicy): Decision {
  const calm = { gatesHold: true, worseSlice: false, labels: 0, inDoubt: 0, version: 1 };
  return retrainDecision({ policy, verdict: "not distinguishable", ...calm });
}
