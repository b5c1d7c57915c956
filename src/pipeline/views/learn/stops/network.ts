import { countOf, formatCount, formatPoints, formatSignificant } from "../../../../core/format.ts";
import type { Trace } from "../../../../stages/7-serve/index.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { listed } from "../lesson-words.ts";
import { type Draft, type Question, questionOf } from "../question.ts";

/** What a layer saw. */
export function networkLesson(facts: LessonFacts): Lesson {
  const { training, answer } = facts;
  const { widths, parameters } = training;
  const [inputs = 0] = widths;
  const hidden = widths.slice(1, -1);
  return {
    stop: "network",
    title: "Network",
    question: "What did a layer see?",
    read: [
      widths.length === 0
        ? "This run did not come to a network."
        : `The network is given ${formatCount(inputs)} numbers and passes them through ${countOf(hidden.length, "hidden layer")} of ${listed(hidden.map(String))} units. It has ${formatCount(parameters ?? 0)} weights, and training set each of them.`,
      "A unit adds up what it is given, each part times its weight. Where the sum is above zero it passes it on; otherwise it is silent. So each row wakes other units, and a layer is what the rows have in common as far as it helped to answer.",
      answer === null ? "Without a package there is no example to follow." : exampleWords(answer.trace),
      "The first layer sees the inputs. The second sees only what the first made of them: no layer but the first ever sees the row.",
    ],
    steps: answer === null ? [] : stepsOf(answer.trace),
    questions: [...widthQuestion(facts), ...silent(facts), ...strongest(facts), ...decision(facts)],
    cards: cardsOf(facts),
  };
}

function exampleWords({ hidden, decision }: Trace): string {
  const active = hidden.map(({ active: units, values }) => `${units} of ${values.length}`);
  return `Of the package's example ${listed(active)} units of the hidden layers had something to say, and the answer was ${answerWords(decision)}.`;
}

function answerWords({ prediction, probability }: Trace["decision"]): string {
  const told = typeof prediction === "number" ? formatSignificant(prediction) : String(prediction);
  return probability === null ? told : `${told}, with ${formatPoints(probability)}`;
}

function stepsOf({ encoded, hidden, output, decision }: Trace): Lesson["steps"] {
  return [
    {
      title: "Input",
      text: `${countOf(encoded.length, "number")}: missing values filled in, numbers put on one scale, names turned into switches.`,
    },
    ...hidden.map(({ layer, active, values, top }) => ({
      title: `Hidden layer ${layer}`,
      text: `${active} of ${values.length} units are awake.${top[0] === undefined ? "" : ` Unit ${top[0].unit + 1} moved the answer most: ${top[0].contribution < 0 ? "down" : "up"}.`}`,
    })),
    {
      title: "Output",
      text: `${output.logit.length === 1 ? `One number, ${formatSignificant(output.logit[0] ?? 0)}` : `${output.logit.length} numbers, one a class`}${decision.probability === null ? "" : `, made a probability: ${formatPoints(decision.probability)}`}.`,
    },
    {
      title: "Answer",
      text:
        decision.threshold === null
          ? `${answerWords(decision)}.`
          : `The threshold is ${formatPoints(decision.threshold)}, so the answer is ${String(decision.prediction)}.`,
    },
  ];
}

function widthQuestion({ training: { widths, parameters }, answer }: LessonFacts): Question[] {
  const [inputs, ...others] = widths;
  if (inputs === undefined) return [];
  const given = answer?.trace.inputs.length;
  return questionOf({
    id: "network-width",
    prompt: "How many numbers does the first layer see of one row?",
    right: [
      formatCount(inputs),
      "Right: names become several numbers, and a missing value may have a switch of its own.",
    ],
    wrong: [
      ...(given === undefined
        ? []
        : [[formatCount(given), "That many inputs are given; names become several numbers each."] as const]),
      ...others.slice(0, -1).map((width, index): Draft => {
        return [formatCount(width), `That is how many units hidden layer ${index + 1} has.`];
      }),
      [formatCount(parameters ?? 0), "That is how many weights there are."],
    ],
  });
}

function silent({ answer }: LessonFacts): Question[] {
  const layer = answer?.trace.hidden[0];
  if (layer === undefined) return [];
  const { active, values } = layer;
  return questionOf({
    id: "network-silent",
    prompt: `In the first hidden layer ${active} of ${values.length} units are awake for the example. What do the other ${values.length - active} pass on?`,
    right: ["Zero", "Right: their sum was not above zero, so this row is none of their business."],
    wrong: [
      ["A negative number", "The sum may be negative, but what is passed on is then zero."],
      ["What they passed on for the row before", "A unit remembers nothing from row to row."],
      ["Their weight", "Weights are what they multiply by; they are not passed on."],
    ],
  });
}

/** How far each input moved the logit, the farthest first. */
export function movesOf({ encoded }: Pick<Trace, "encoded">): { input: string; moved: number }[] {
  const sums = new Map<string, number>();
  for (const { input, contribution } of encoded) sums.set(input, (sums.get(input) ?? 0) + contribution);
  return [...sums]
    .map(([input, moved]) => ({ input, moved }))
    .sort((one, other) => Math.abs(other.moved) - Math.abs(one.moved));
}

function strongest({ answer }: LessonFacts): Question[] {
  if (answer === null) return [];
  const [first, ...others] = movesOf(answer.trace);
  const words = (moved: number) => `${moved < 0 ? "−" : "+"}${formatSignificant(Math.abs(moved))}`;
  if (first === undefined || Math.abs(others[0]?.moved ?? 0) === Math.abs(first.moved)) return [];
  return questionOf({
    id: "network-strongest",
    prompt: "Which input moved the answer to the example most?",
    right: [first.input, `Right: it moved the logit by ${words(first.moved)}.`],
    wrong: others.map(({ input, moved }) => [input, `It moved the logit by ${words(moved)}.`] as const),
  });
}

function decision({ answer }: LessonFacts): Question[] {
  if (answer === null) return [];
  const { probability, threshold, prediction } = answer.trace.decision;
  const { probabilities } = answer.trace.decision;
  if (typeof prediction !== "boolean" || threshold === null || probability === null) return [];
  const share = answer.trace.output.values[0] ?? probabilities[0] ?? probability;
  const side = prediction ? "at or above" : "below";
  return questionOf({
    id: "network-decision",
    prompt: `The network gives the example a probability of ${formatPoints(share, 2)} for true. The threshold is ${formatPoints(threshold, 2)}. What is the answer?`,
    right: [String(prediction), `Right: ${formatPoints(share, 2)} is ${side} ${formatPoints(threshold, 2)}.`],
    wrong: [
      [String(!prediction), `It would be, were the probability ${prediction ? "below" : "at or above"} it.`],
      ["It is left open", "A model always answers; how sure it is stands beside the answer."],
    ],
  });
}

function cardsOf({ training: { widths, parameters }, answer }: LessonFacts): FlashCard[] {
  const layer = answer?.trace.hidden[0];
  return [
    {
      term: "Layer",
      meaning: "Units that all look at what the layer before passed on.",
      here: widths.length === 0 ? "There is no network." : `From input to output: ${widths.join(" → ")}.`,
    },
    {
      term: "Activation",
      meaning: "What a unit passes on: its sum where that is above zero, otherwise nothing.",
      here:
        layer === undefined ? "No example." : `${layer.active} of ${layer.values.length} awake in layer 1.`,
    },
    {
      term: "Weight",
      meaning: "How much a unit makes of one of the numbers it is given. Training sets it.",
      here: parameters === null ? "None was trained." : `${formatCount(parameters)} of them.`,
    },
  ];
}
