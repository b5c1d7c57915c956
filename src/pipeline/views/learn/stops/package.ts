import { formatCount, formatPoints, formatSignificant } from "../../../../core/format.ts";
import type { Candidate } from "../../../../stages/6-package/index.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { listed } from "../lesson-words.ts";
import { type Question, questionOf } from "../question.ts";

/** What ships, and why this. */
export function packageLesson(facts: LessonFacts): Lesson {
  const { packaged, accuracyBudget } = facts;
  const candidates = packaged?.candidates ?? [];
  const shipped = candidates.find(({ kind }) => kind === packaged?.shipped);
  return {
    stop: "package",
    title: "Package",
    question: "What ships, and why this?",
    read: [
      shipped === undefined
        ? "This run made no package: a gate of its model failed, or it did not come that far."
        : `The same model was written down in ${candidates.length} ways: ${listed(candidates.map(({ kind }) => kind))}. Each was measured on the same rows for size, latency and quality, and ${shipped.kind} ships: ${shipped.verdict.replace(/^ships: /, "")}.`,
      `Smaller is only better where it is as good. A candidate may lose at most ${points(accuracyBudget)} of accuracy or R²; a promise of “about the same” is not enough, it is measured.`,
      "The package holds the model with its preprocessing, a manifest with all that was measured, a card for people, the profile of its data, and a signature over every file. Whoever loads it can tell that nobody changed it.",
    ],
    steps: candidates.map(({ kind, bytes, p50Us, verdict }) => ({
      title: kind,
      text: `${formatCount(bytes)} bytes, ${formatSignificant(p50Us)} µs for one row: ${verdict}.`,
    })),
    questions: [...ships(facts, shipped), ...size(facts, shipped), ...budget(facts)],
    cards: cardsOf(facts, shipped),
  };
}

/** Points of a hundred: 0.001 is 0.1 points. */
function points(share: number): string {
  return `${formatSignificant(100 * share)} points`;
}

function ships({ packaged }: LessonFacts, shipped: Candidate | undefined): Question[] {
  if (packaged === null || shipped === undefined) return [];
  return questionOf({
    id: "package-ships",
    prompt: "Which way of writing the model down ships?",
    right: [shipped.kind, `Right: ${shipped.verdict.replace(/^ships: /, "")}.`],
    wrong: packaged.candidates
      .filter(({ kind }) => kind !== shipped.kind)
      .map(({ kind, verdict }) => [kind, `${kind}: ${verdict}.`] as const),
  });
}

function size({ packaged }: LessonFacts, shipped: Candidate | undefined): Question[] {
  if (packaged === null || shipped === undefined) return [];
  return questionOf({
    id: "package-size",
    prompt: "How large is the model that ships?",
    right: [`${formatCount(shipped.bytes)} bytes`, "Right: that is what a server has to load."],
    wrong: packaged.candidates.map(
      ({ kind, bytes }) => [`${formatCount(bytes)} bytes`, `That is ${kind}.`] as const,
    ),
  });
}

function budget({ packaged, accuracyBudget }: LessonFacts): Question[] {
  const reference = packaged?.candidates.find(({ kind }) => kind === "float32");
  const quality = reference?.accuracy ?? null;
  if (quality === null || accuracyBudget <= 0) return [];
  const least = quality - accuracyBudget;
  const far = quality - 2 * accuracyBudget;
  return questionOf({
    id: "package-budget",
    prompt: `As trained, the model's accuracy is ${formatPoints(quality, 2)}. A smaller candidate reaches ${formatPoints(far, 2)} and is half as large. May it ship?`,
    right: [
      `No: at least ${formatPoints(least, 2)} are wanted`,
      `Right: the budget is ${points(accuracyBudget)}, and half the size does not buy more.`,
    ],
    wrong: [
      ["Yes: half the size is worth it", "Size counts only among candidates that are as good."],
      [
        `Yes: it is within ${points(accuracyBudget)}`,
        `It lost ${points(2 * accuracyBudget)}, twice the budget.`,
      ],
    ],
  });
}

function cardsOf({ packaged }: LessonFacts, shipped: Candidate | undefined): FlashCard[] {
  return [
    {
      term: "Candidate",
      meaning: "A way of writing the model down: whole numbers, shorter numbers, fewer weights.",
      here: packaged === null ? "None was made." : listed(packaged.candidates.map(({ kind }) => kind)),
    },
    {
      term: "Package",
      meaning:
        "All that answering needs, in signed files: the model with its preprocessing, manifest, card, profile.",
      here: shipped === undefined ? "None was made." : `Version ${packaged?.version}, ${shipped.kind}.`,
    },
    {
      term: "Latency",
      meaning: "How long one answer takes. p99 is what all but one in a hundred stay below.",
      here:
        shipped === undefined
          ? "It was not measured."
          : `p50 ${formatSignificant(shipped.p50Us)} µs, p99 ${formatSignificant(shipped.p99Us)} µs.`,
    },
  ];
}
