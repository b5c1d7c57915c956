/** What is asked of a challenger at a step, and what was found. */

/** A measured figure with its 95% interval, both bounds null where it has none. */
export interface RolloutFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export const rolloutGates = [
  "ready",
  "rows",
  "errors",
  "latency",
  "agreement",
  "scores",
  "quality",
  "estimate",
] as const;
export type RolloutGate = (typeof rolloutGates)[number];

/** Unknown is no pass: not enough is known to say. */
export type RolloutVerdict = "pass" | "breach" | "unknown";

export interface RolloutCheck {
  readonly gate: RolloutGate;
  readonly verdict: RolloutVerdict;
  /** For people: what was measured, against what. */
  readonly sentence: string;
  /** What it was measured on: the challenger's answers or labels. */
  readonly count: number;
  readonly challenger: RolloutFigure | null;
  readonly champion: RolloutFigure | null;
  /** How far the challenger may go; in the figure's own unit. */
  readonly bound: number | null;
}
