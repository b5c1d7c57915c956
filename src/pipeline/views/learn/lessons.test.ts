/** The questions, words and cards of the learn page, on the shipped example and on facts with parts missing. */
import { readFile, stat } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { factsSchema, lessonPageSchema } from "../../../server/routes/api/schema/lesson.ts";
import { type Lesson, stopNames } from "./lesson.ts";
import type { LessonFacts } from "./lesson-facts.ts";
import { exampleFile, examplePage, type ShippedExample } from "./lesson-page.ts";
import { lessonsOf } from "./lessons.ts";
import { questionOf } from "./question.ts";

const { facts } = JSON.parse(await readFile(exampleFile, "utf8")) as ShippedExample;

const questionsOf = (lessons: readonly Lesson[]) => lessons.flatMap(({ questions }) => questions);

function expectSound(lessons: readonly Lesson[]): void {
  expect(lessons.map(({ stop }) => stop)).toEqual(stopNames);
  const questions = questionsOf(lessons);
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  for (const { id, prompt, options } of questions) {
    expect([id, options.filter(({ isRight }) => isRight).length]).toEqual([id, 1]);
    expect([id, new Set(options.map(({ text }) => text)).size]).toEqual([id, options.length]);
    expect(options.length).toBeGreaterThanOrEqual(2);
    expect(options.length).toBeLessThanOrEqual(4);
    for (const { text, why } of options) for (const words of [text, why]) expect(words.trim()).not.toBe("");
    expect(prompt).toMatch(/[?]$/);
  }
  const words = JSON.stringify(lessons);
  expect(words).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
  for (const { read } of lessons) expect(read.length).toBeGreaterThan(1);
}

/** The facts of a run that came only so far, or lacks something. */
const parts = {
  package: (whole: LessonFacts): LessonFacts => ({ ...whole, packaged: null, answer: null }),
  comparison: (whole: LessonFacts): LessonFacts => ({ ...whole, comparison: null }),
  timeline: (whole: LessonFacts): LessonFacts => ({ ...whole, timeline: null }),
  thresholds: (whole: LessonFacts): LessonFacts => ({ ...whole, thresholds: null }),
  validation: (whole: LessonFacts): LessonFacts => ({ ...whole, validation: null, thresholds: null }),
  monitors: (whole: LessonFacts): LessonFacts => ({ ...whole, monitors: [] }),
  rules: (whole: LessonFacts): LessonFacts => ({ ...whole, rules: 0, data: { ...whole.data, dropped: [] } }),
  features: (whole: LessonFacts): LessonFacts => ({
    ...whole,
    timeline: null,
    data: { ...whole.data, features: [] },
  }),
  training: (whole: LessonFacts): LessonFacts => ({
    ...whole,
    training: {
      ...whole.training,
      epochs: [],
      bestEpoch: null,
      widths: [],
      parameters: null,
      trainRows: null,
    },
  }),
  split: (whole: LessonFacts): LessonFacts => ({ ...whole, data: { ...whole.data, split: null } }),
  id: (whole: LessonFacts): LessonFacts => ({ ...whole, id: null, columns: [], snapshot: null }),
  stages: (whole: LessonFacts): LessonFacts => ({ ...whole, data: { ...whole.data, stages: [] } }),
} as const;

test("the shipped example fits its schema, is small, and asks two to four questions at every stop", async () => {
  expect(factsSchema.parse(facts)).toEqual(facts);
  expect((await stat(exampleFile)).size).toBeLessThan(100_000);
  const page = await examplePage();
  expect(lessonPageSchema.parse(page)).toEqual(page);
  for (const { stop, questions } of page.lessons) {
    expect([stop, questions.length >= 2 && questions.length <= 4]).toEqual([stop, true]);
  }
});

test("lessonsOf() makes sound questions, whatever a run lacks, and no more than the whole run has", () => {
  const whole = questionsOf(lessonsOf(facts)).length;
  fc.assert(
    fc.property(fc.subarray(Object.keys(parts) as (keyof typeof parts)[]), (missing) => {
      const left = missing.reduce((so, part) => parts[part](so), facts);
      const lessons = lessonsOf(left);
      expectSound(lessons);
      expect(questionsOf(lessons).length).toBeLessThanOrEqual(whole);
    }),
    { numRuns: 150 },
  );
});

test("lessonsOf() takes its figures from the run: other figures make other right answers", () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1_000, max: 9_999_999 }),
        lost: fc.integer({ min: 1, max: 900 }),
        bytes: fc.integer({ min: 1_000, max: 9_999_999 }),
        bestEpoch: fc.integer({ min: 1, max: 5 }),
        perDay: fc.integer({ min: 1, max: 20 }),
      }),
      ({ rows, lost, bytes, bestEpoch, perDay }) => {
        const told = lessonsOf(withFigures({ rows, lost, bytes, bestEpoch, perDay }));
        expectSound(told);
        const right = (id: string) =>
          questionsOf(told)
            .find((question) => question.id === id)
            ?.options.find(({ isRight }) => isRight)?.text;
        expect(right("collect-rows")).toBe(rows.toLocaleString("en"));
        expect(right("clean-rows")).toBe(lost.toLocaleString("en"));
        expect(right("package-size")).toBe(`${bytes.toLocaleString("en")} bytes`);
        expect(right("train-best")).toBe(`Epoch ${bestEpoch}`);
        expect(right("retrain-per-day")).toBe(String(perDay));
      },
    ),
    { numRuns: 60 },
  );
});

interface Figures {
  readonly rows: number;
  readonly lost: number;
  readonly bytes: number;
  readonly bestEpoch: number;
  readonly perDay: number;
}

function withFigures({ rows, lost, bytes, bestEpoch, perDay }: Figures): LessonFacts {
  const { data, packaged, training, retrain } = facts;
  if (packaged === null) throw new Error("the example has a package");
  return {
    ...facts,
    training: { ...training, bestEpoch },
    retrain: { ...retrain, onAlert: true, perDay },
    packaged: {
      ...packaged,
      candidates: packaged.candidates.map((one) => (one.kind === packaged.shipped ? { ...one, bytes } : one)),
    },
    data: {
      ...data,
      dropped: data.dropped.map((one) => ({ ...one, rows: lost })),
      stages: data.stages.map((stage) =>
        stage.stage === "collect"
          ? { ...stage, rowsIn: rows, rowsOut: rows }
          : stage.stage === "clean"
            ? { ...stage, rowsIn: rows, rowsOut: rows - lost }
            : stage,
      ),
    },
  };
}

test("questionOf() drops answers that say the same, keeps its order, and asks nothing where none differs", () => {
  const draft = { id: "q", prompt: "How many?", right: ["1", "one"] as const };
  expect(questionOf({ ...draft, wrong: [["1", "the same"]] })).toEqual([]);
  const [made] = questionOf({
    ...draft,
    wrong: [
      ["2", "a"],
      ["1", "b"],
      ["2", "c"],
      ["3", "d"],
    ],
  });
  expect(made?.options.map(({ text }) => text).sort()).toEqual(["1", "2", "3"]);
  expect(made?.options.find(({ text }) => text === "2")?.why).toBe("a");
  expect(
    questionOf({
      ...draft,
      wrong: [
        ["2", "a"],
        ["3", "d"],
      ],
    })[0]?.options,
  ).toEqual(made?.options);
  const places = ["a", "b", "c", "d", "e", "f", "g", "h"].map((id) => {
    const [one] = questionOf({
      ...draft,
      id,
      wrong: [
        ["2", ""],
        ["3", ""],
        ["4", ""],
      ],
    });
    return one?.options.findIndex(({ isRight }) => isRight);
  });
  expect(new Set(places).size).toBeGreaterThan(2);
});
