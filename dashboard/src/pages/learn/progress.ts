/** What somebody has answered and looked at, kept in the browser: a question of another run that asks otherwise is open again. */
import { useLocalStorage } from "@mantine/hooks";
import { useCallback } from "react";
import type { LessonPage, LessonQuestion } from "../../api/schema.gen.ts";

export interface Progress {
  /** By the question's id: what was asked, and what was answered last. */
  readonly answers: Readonly<Record<string, { readonly prompt: string; readonly text: string }>>;
  /** `clean/read`. */
  readonly seen: readonly string[];
}

const nothing: Progress = { answers: {}, seen: [] };

export interface KeptProgress {
  readonly progress: Progress;
  answer(question: LessonQuestion, text: string): void;
  see(place: string): void;
  reset(): void;
}

/** The progress on one model, or on the example. */
export function useProgress({ whose, facts }: LessonPage): KeptProgress {
  const [progress, set] = useLocalStorage<Progress>({
    key: `airworthy.learn.${whose}.${facts.data.run.name}`,
    defaultValue: nothing,
    getInitialValueInEffect: false,
    deserialize: readProgress,
  });
  const see = useCallback(
    (place: string) =>
      set((before) => (before.seen.includes(place) ? before : { ...before, seen: [...before.seen, place] })),
    [set],
  );
  return {
    progress,
    see,
    answer: ({ id, prompt }, text) =>
      set((before) => ({ ...before, answers: { ...before.answers, [id]: { prompt, text } } })),
    reset: () => set(nothing),
  };
}

/** What stands in the browser, or nothing where it is no progress. */
function readProgress(text: string | undefined): Progress {
  try {
    const { answers, seen } = JSON.parse(text ?? "") as Partial<Progress>;
    return typeof answers === "object" && answers !== null && Array.isArray(seen)
      ? { answers, seen }
      : nothing;
  } catch {
    return nothing; // somebody else wrote there
  }
}

/** What was answered to the very question; undefined where nothing was. */
export function answerTo({ answers }: Progress, { id, prompt }: LessonQuestion): string | undefined {
  const kept = answers[id];
  return kept?.prompt === prompt ? kept.text : undefined;
}

/** Whether the last answer to the very question was right. */
export function isRight(progress: Progress, question: LessonQuestion): boolean {
  const text = answerTo(progress, question);
  return question.options.some((option) => option.isRight && option.text === text);
}
