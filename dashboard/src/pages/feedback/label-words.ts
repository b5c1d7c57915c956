import type { LabelAct, LabelTarget } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";

export type Label = boolean | number | string;

/** A label as people read it. */
export function labelText(label: Label | null): string {
  if (label === null) return "nothing";
  return typeof label === "number" ? formatNumber(label) : String(label);
}

const done: Readonly<Record<LabelAct["kind"], string>> = {
  labelled: "labelled",
  wrong: "reported wrong",
  skipped: "skipped",
  settled: "settled as",
};

/** What was done: "labelled true", "skipped". */
export function actText({ kind, label }: Pick<LabelAct, "kind" | "label">): string {
  if (label === null) return done[kind];
  return kind === "wrong" ? `reported wrong: ${labelText(label)}` : `${done[kind]} ${labelText(label)}`;
}

export interface LabelChoice {
  readonly label: Label;
  /** What is pressed for it; null where it has no key. */
  readonly key: string | null;
}

const mostKeys = 9;

/** What can be said with one press; none where a number is wanted. */
export function labelChoices({ kind, classes }: LabelTarget): readonly LabelChoice[] {
  const labels: readonly Label[] = kind === "boolean" ? [true, false] : classes;
  return labels.map((label, at) => ({ label, key: at < mostKeys ? String(at + 1) : null }));
}

/** Letters for the two truth values, beside their numbers. */
export const letterLabels: Readonly<Record<string, Label>> = { t: true, f: false };
