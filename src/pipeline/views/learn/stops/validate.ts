import { formatCount, formatPoints, formatSignificant } from "../../../../core/format.ts";
import { metricTable } from "../../../../core/metric.ts";
import type { ThresholdRow } from "../../threshold-table.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { interval, inUnit, type MainMetric, mainMetric, rowsWords } from "../lesson-words.ts";
import { type Question, questionOf } from "../question.ts";

/** How much a figure can be trusted, and what a threshold does. */
export function validateLesson(facts: LessonFacts): Lesson {
  const { validation } = facts;
  const main = mainMetric(facts);
  return {
    stop: "validate",
    title: "Validate",
    question: "How far can a figure be trusted?",
    read: [
      validation === null || main === undefined
        ? "This run was not validated."
        : `On ${rowsWords(validation.rows)} that it never learned from, the model's ${main.title.toLowerCase()} is ${inUnit(main.value, main.unit)}. Other rows of the same kind would give another figure. How far chance reaches, its 95% interval says: from ${interval(main, main.unit)}.`,
      "A figure without its interval is half a figure. The fewer rows there are, the wider it is, and two models whose intervals of the difference hold zero cannot be told apart.",
      thresholdWords(facts),
      gateWords(facts),
    ],
    steps: stepsOf(facts, main),
    questions: [...intervalMeans(main), ...raise(facts), ...baseline(main), ...gate(facts)],
    cards: cardsOf(facts, main),
  };
}

function thresholdWords({ thresholds }: LessonFacts): string {
  const own = thresholds?.rows[thresholds.chosen];
  if (own === undefined)
    return "This model does not answer true or false, so it has no threshold: it says the class, or the number.";
  return `The model says a probability. A threshold, here ${formatSignificant(own.threshold)}, makes it an answer: at or above it, true. Lower, and fewer true cases are missed; higher, and fewer false alarms are raised. There is no threshold that does both.`;
}

function gateWords({ validation }: LessonFacts): string {
  const gates = validation?.gates ?? [];
  if (gates.length === 0) return "No gate was declared: whatever it reached, it may ship.";
  const passed = gates.filter((one) => one.passed).length;
  return `A gate is a promise made before the figure is known. ${passed} of ${gates.length} held here${passed === gates.length ? ", so the model may ship" : ", so this model does not ship"}.`;
}

function stepsOf({ validation, thresholds }: LessonFacts, main: MainMetric | undefined): Lesson["steps"] {
  if (validation === null || main === undefined) return [];
  const own = thresholds?.rows[thresholds.chosen];
  return [
    {
      title: "Ask",
      text: `The model that would ship answers ${rowsWords(validation.rows)} that it has not seen.`,
    },
    ...(own === undefined
      ? []
      : [
          {
            title: "Count",
            text: `${formatCount(own.truePositives + own.trueNegatives)} answers are right, ${formatCount(own.falsePositives)} are false alarms, ${formatCount(own.falseNegatives)} true cases are missed.`,
          },
        ]),
    {
      title: "Draw again",
      text: `The rows are drawn anew many times, some twice, some not at all. The figure moves from ${interval(main, main.unit)}: that is its interval.`,
    },
    {
      title: "Compare",
      text:
        main.baselines.length === 0
          ? "There is nothing simpler to compare with."
          : `Models that look at less: ${main.baselines.map(({ name, value }) => `${name} ${inUnit(value, main.unit)}`).join(", ")}.`,
    },
    ...validation.gates.slice(0, 3).map((gate) => ({
      title: `Gate: ${gate.title}`,
      text: `${gateFigures(gate)}: ${gate.passed ? "passed" : "failed"}.`,
    })),
  ];
}

function intervalMeans(main: MainMetric | undefined): Question[] {
  if (main === undefined) return [];
  const { title, value, unit } = main;
  return questionOf({
    id: "validate-interval",
    prompt: `${title} ${inUnit(value, unit)}, interval ${interval(main, unit)}. What does the interval say?`,
    right: [
      "How far the figure may lie from the true one, because only some rows were kept back",
      "Right: it says how far the figure depends on which rows happened to be kept back.",
    ],
    wrong: [
      [
        "Between which values it went while training",
        "Training is over by then; all of it is one and the same model.",
      ],
      [
        "How sure the model is of a single answer",
        "That is the probability of the answer. The interval is about the figure.",
      ],
      [
        "How good and how bad it is on its best and worst slice",
        "Slices have figures of their own, and they can lie outside of it.",
      ],
    ],
  });
}

/** A row about a quarter of the table above the model's own threshold. */
function higherRow({ thresholds }: LessonFacts): ThresholdRow | undefined {
  if (thresholds === null) return undefined;
  const { rows, chosen } = thresholds;
  return rows[Math.min(rows.length - 1, chosen + Math.max(1, Math.floor((rows.length - chosen) / 3)))];
}

function raise(facts: LessonFacts): Question[] {
  const { thresholds } = facts;
  const own = thresholds?.rows[thresholds.chosen];
  const higher = higherRow(facts);
  if (own === undefined || higher === undefined || higher.threshold <= own.threshold) return [];
  return questionOf({
    id: "validate-raise",
    prompt: `Raise the threshold from ${formatSignificant(own.threshold)} to ${formatSignificant(higher.threshold)}. How many true cases are missed then?`,
    right: [
      formatCount(higher.falseNegatives),
      `Right, after ${formatCount(own.falseNegatives)}. In return there are ${formatCount(higher.falsePositives)} false alarms instead of ${formatCount(own.falsePositives)}.`,
    ],
    wrong: [
      [formatCount(own.falseNegatives), "As many as now: but a higher bar lets fewer through."],
      [formatCount(higher.falsePositives), "That many false alarms are left."],
      [formatCount(higher.truePositives), "That many true cases are still found."],
      [formatCount(own.falsePositives), "That many false alarms there are now."],
    ],
  });
}

function baseline(main: MainMetric | undefined): Question[] {
  const [first, ...others] = main?.baselines ?? [];
  if (main === undefined || first === undefined) return [];
  const { unit } = main;
  return questionOf({
    id: "validate-baseline",
    prompt: `The model reaches ${inUnit(main.value, unit)}. What would “${first.name}” have reached on the same rows?`,
    right: [inUnit(first.value, unit), "Right: only what is above that was learned from the inputs."],
    wrong: [
      ...others.map(({ name, value }) => [inUnit(value, unit), `That is what “${name}” reaches.`] as const),
      [inUnit(main.low, unit), "That is the lower end of the model's own interval."],
      [inUnit(main.value, unit), "That is the model itself."],
      [inUnit(0, unit), "Even who knows nothing is right now and then."],
    ],
  });
}

function gate({ validation }: LessonFacts): Question[] {
  const found = validation?.gates.find(({ value }) => value !== null);
  if (found === undefined) return [];
  const { title, passed } = found;
  return questionOf({
    id: "validate-gate",
    prompt: `The gate on ${title.toLowerCase()}: ${gateFigures(found)}. What became of it?`,
    right: passed
      ? ["It passed", "Right. Had it failed, the version would not have become the champion."]
      : ["It failed", "Right: so no version of this run is used, whatever else speaks for it."],
    wrong: [
      passed
        ? ["It failed", "Compare the figure with the bound: it holds."]
        : ["It passed", "Compare the figure with the bound: it does not hold."],
      ["A person has to decide", "A gate is decided by its figure. That is why it is declared beforehand."],
    ],
  });
}

/** `wanted at least 80.0%, measured 88.1%`. */
function gateFigures({ metric, direction, bound, value }: Gate): string {
  const { unit } = metricTable[metric];
  const wanted = `wanted ${direction === "atLeast" ? "at least" : "at most"} ${inUnit(bound, unit)}`;
  return value === null ? `${wanted}, not measured` : `${wanted}, measured ${inUnit(value, unit)}`;
}

type Gate = NonNullable<LessonFacts["validation"]>["gates"][number];

function cardsOf({ validation, thresholds }: LessonFacts, main: MainMetric | undefined): FlashCard[] {
  const own = thresholds?.rows[thresholds.chosen];
  const [worst] = validation?.slices ?? [];
  return [
    ...(main === undefined
      ? []
      : [
          {
            term: "Interval",
            meaning: "Where a figure would likely lie on other rows of the same kind.",
            here: `${main.title} ${interval(main, main.unit)}.`,
          },
        ]),
    ...(own === undefined
      ? []
      : [
          {
            term: "Threshold",
            meaning: "The probability from which on the answer is true.",
            here: `${formatSignificant(own.threshold)}; it finds ${own.recall === null ? "none" : formatPoints(own.recall)} of the true cases.`,
          },
        ]),
    ...(worst === undefined
      ? []
      : [
          {
            term: "Slice",
            meaning: "A part of the rows that is measured by itself, so that the whole does not hide it.",
            here: `Most harm: ${worst.name}, ${rowsWords(worst.rows)}.`,
          },
        ]),
    {
      term: "Gate",
      meaning: "A bound that is declared before the figure is known. What fails it does not ship.",
      here: `${(validation?.gates ?? []).filter(({ passed }) => passed).length} of ${validation?.gates.length ?? 0} passed.`,
    },
  ];
}
