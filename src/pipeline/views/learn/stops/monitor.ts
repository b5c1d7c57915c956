import { countOf, formatPoints, formatSignificant, formatSpan } from "../../../../core/format.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts, LessonMonitor } from "../lesson-facts.ts";
import { inUnit, listed, mainMetric } from "../lesson-words.ts";
import { type Question, questionOf } from "../question.ts";

/** Whether it is still good, and why the alert latches. */
export function monitorLesson(facts: LessonFacts): Lesson {
  const { monitors } = facts;
  const [first] = monitors;
  const latched = monitors.find(({ latch }) => latch);
  return {
    stop: "monitor",
    title: "Monitor",
    question: "Is it still good, and why does the alert latch?",
    read: [
      "A model does not break loudly. The world moves on, and it goes on answering. So live rows are held against the profile of those that it learned from, and its answers against the truth as soon as that is known.",
      first === undefined
        ? "This definition has no monitor: nobody would be told. It is one line of the config to have one."
        : `This definition has ${countOf(monitors.length, "monitor")}: ${listed(monitors.map(ruleWords))}.`,
      latched === undefined
        ? "An alert that does not latch resolves as soon as the value is fine again. For what comes and goes that is right; for what matters nobody might ever see it."
        : `“${latched.name}” latches: once it fires it stays on until a person has acknowledged it, even where the next value is fine. Otherwise a bad hour at night would be gone by morning, and with it the chance to find out why.`,
      "Too few rows are no good news and no bad news, but no data. That has a state of its own, and it moves no alert.",
    ],
    steps: [
      { title: "A window", text: windowWords(first) },
      {
        title: "A reading",
        text: "What was measured in the window, with its interval and how many rows it is of.",
      },
      {
        title: "A breach",
        text:
          first?.strict === true
            ? "The value lies on the wrong side of the bound."
            : "The whole interval lies on the wrong side of the bound: chance alone does not explain it.",
      },
      {
        title: "Firing",
        text:
          first === undefined || first.forMs === 0
            ? "The alert fires at once, and whoever is to be told is told."
            : `When it has held for ${formatSpan(first.forMs)}, the alert fires.`,
      },
      { title: "Latched", text: "The value comes back. The alert stays on: nobody has looked yet." },
      {
        title: "Acknowledged",
        text: "A person has seen it and wrote down what they found. Now it may resolve.",
      },
    ],
    questions: [...latches(latched), ...margin(facts), ...noData(first), ...resolves(latched)],
    cards: cardsOf(facts),
  };
}

/** `accuracy alerts below 80.0%`. */
function ruleWords({ name, direction, bound, unit, kind }: LessonMonitor): string {
  return `${name} alerts ${direction} ${boundWords(bound, { unit, kind })}`;
}

function boundWords(bound: number, { unit, kind }: Pick<LessonMonitor, "unit" | "kind">): string {
  if (unit === "share" || (kind === "quality" && Math.abs(bound) <= 1)) return formatPoints(bound);
  if (unit === "ms") return kind === "staleness" ? formatSpan(bound) : `${formatSignificant(bound)} ms`;
  return formatSignificant(bound);
}

function windowWords(monitor: LessonMonitor | undefined): string {
  return monitor === undefined
    ? "A monitor looks at a span of time: the last day, the last five minutes."
    : `${monitor.name} looks at the last ${formatSpan(monitor.overMs)}, and wants ${countOf(monitor.leastSample, "row")} in it at least.`;
}

function latches(monitor: LessonMonitor | undefined): Question[] {
  if (monitor === undefined) return [];
  const { name, direction, bound } = monitor;
  const good = direction === "below" ? "above" : "below";
  return questionOf({
    id: "monitor-latch",
    prompt: `“${name}” fired at night. In the morning the value is ${good} ${boundWords(bound, monitor)} again, and nobody has looked yet. In which state is the alert?`,
    right: [
      "Firing",
      "Right: it latches. That it is over does not say why it happened, and somebody should know.",
    ],
    wrong: [
      ["Resolved", "Only after somebody has acknowledged it: this one latches."],
      ["Acknowledged", "That takes a person, and nobody has looked."],
      ["No data", "There was a value; it is fine."],
    ],
  });
}

function margin(facts: LessonFacts): Question[] {
  const main = mainMetric(facts);
  const monitor = facts.monitors.find(({ kind, name }) => kind === "quality" && name === "accuracy");
  if (main === undefined || monitor === undefined || main.unit !== "share") return [];
  const room = main.value - monitor.bound;
  const points = (value: number) => `${formatSignificant(100 * value)} points`;
  return questionOf({
    id: "monitor-margin",
    prompt: `Validation measured ${inUnit(main.value, main.unit)}, and the alert's bound is ${boundWords(monitor.bound, monitor)}. How much accuracy may be lost before the bound is reached?`,
    right: [
      points(room),
      "Right: the distance between what was promised and where it becomes a matter for somebody.",
    ],
    wrong: [
      [points(main.value), "That is all of it."],
      [points(1 - main.value), "That share is wrong already today."],
      [points(1 - monitor.bound), "That is how far the bound is from always being right."],
    ],
  });
}

function noData(monitor: LessonMonitor | undefined): Question[] {
  if (monitor === undefined || monitor.leastSample < 2) return [];
  const { name, leastSample } = monitor;
  return questionOf({
    id: "monitor-no-data",
    prompt: `“${name}” wants ${leastSample} rows in its window and finds ${leastSample - 1}, all of them bad. What happens to its alert?`,
    right: [
      "Nothing: it says “no data”",
      "Right: too few rows move nothing, neither up nor down, and say so.",
    ],
    wrong: [
      [
        "It fires: all of them are bad",
        "So few rows can be bad by chance; that is why a least number is declared.",
      ],
      ["It is ok: nothing was proven", "“Ok” would be a promise. Nobody knows, and that is another state."],
    ],
  });
}

function resolves(monitor: LessonMonitor | undefined): Question[] {
  if (monitor === undefined) return [];
  return questionOf({
    id: "monitor-acknowledge",
    prompt: `You acknowledge the alert of “${monitor.name}” while the value is still bad. What does that do?`,
    right: [
      "It says that you have seen it; it resolves when the value is fine again",
      "Right: acknowledging is a signature, not a cure.",
    ],
    wrong: [
      ["It resolves the alert", "The value is still bad. Nothing has been resolved."],
      [
        "It silences every alert of the model",
        "Others have their own state; silencing is another thing, and it has an end.",
      ],
    ],
  });
}

function cardsOf({ monitors, validation }: LessonFacts): FlashCard[] {
  const [first] = monitors;
  const latched = monitors.filter(({ latch }) => latch).map(({ name }) => name);
  const [input] = validation?.importance ?? [];
  return [
    {
      term: "Monitor",
      meaning: "A condition over a window of time: a measure, a bound, and how many rows it wants.",
      here: first === undefined ? "None is declared." : `${ruleWords(first)}.`,
    },
    {
      term: "Latch",
      meaning: "An alert stays on until a person has acknowledged it, even where it is over.",
      here: latched.length === 0 ? "None of this definition's alerts latches." : `${listed(latched)}.`,
    },
    {
      term: "Drift",
      meaning: "Live rows lying otherwise than those that the model learned from.",
      here:
        input === undefined
          ? "Nothing was measured."
          : `It would hurt most in “${input.input}”, the input that matters most.`,
    },
  ];
}
