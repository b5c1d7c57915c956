/** A question with one right answer among others that differ from it, each with what is to be said of it. */
import { createHash } from "node:crypto";
import { seededRandom } from "../../../core/random.ts";

export interface Option {
  readonly text: string;
  readonly isRight: boolean;
  /** Why it is right, or what it would be instead. */
  readonly why: string;
}

export interface Question {
  /** Of the stop and what is asked; the same in every run. */
  readonly id: string;
  readonly prompt: string;
  /** Two to four. */
  readonly options: readonly Option[];
}

/** An answer and what is said to who gives it. */
export type Draft = readonly [text: string, why: string];

export interface QuestionDraft {
  readonly id: string;
  readonly prompt: string;
  readonly right: Draft;
  /** The first three that differ from the right one and from each other are taken. */
  readonly wrong: readonly Draft[];
}

const mostWrong = 3;

/** The question, its options in an order that its content alone decides; none where no wrong answer differs. */
export function questionOf({ id, prompt, right, wrong }: QuestionDraft): Question[] {
  const told = new Set([right[0]]);
  const others = wrong.filter(([text]) => !told.has(text) && told.add(text)).slice(0, mostWrong);
  if (others.length === 0) return [];
  const options = [right, ...others].map(([text, why]) => ({ text, why, isRight: text === right[0] }));
  return [{ id, prompt, options: shuffled(options, `${id} ${prompt}`) }];
}

function shuffled<T>(items: readonly T[], text: string): T[] {
  const random = seededRandom(createHash("sha256").update(text).digest().readUInt32LE());
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.below(rest.length), 1));
}
