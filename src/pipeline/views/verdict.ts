/** What can be said of an answer once its label is known, or not. */
export const verdicts = ["right", "wrong", "labelled", "unlabelled"] as const;
export type Verdict = (typeof verdicts)[number];
