/** A stop of the way with all that can be said of it: made from a run's facts, never typed in. */
import type { Question } from "./question.ts";

export const stopNames = [
  "collect",
  "clean",
  "features",
  "train",
  "network",
  "validate",
  "package",
  "serve",
  "monitor",
  "retrain",
] as const;
export type StopName = (typeof stopNames)[number];

export interface LessonStep {
  readonly title: string;
  readonly text: string;
}

/** A term with what it means, and what it is in this run. */
export interface FlashCard {
  readonly term: string;
  readonly meaning: string;
  readonly here: string;
}

export interface Lesson {
  readonly stop: StopName;
  readonly title: string;
  /** What the stop answers. */
  readonly question: string;
  /** Paragraphs. */
  readonly read: readonly string[];
  readonly steps: readonly LessonStep[];
  /** Fewer where the run lacks what they would ask about. */
  readonly questions: readonly Question[];
  readonly cards: readonly FlashCard[];
}
