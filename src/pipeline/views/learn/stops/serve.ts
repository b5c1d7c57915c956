import { countOf, formatPoints, formatSignificant } from "../../../../core/format.ts";
import type { ExampleAnswer } from "../example-answer.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { type Question, questionOf } from "../question.ts";

/** Why an answer in production is the answer of the measurement. */
export function serveLesson(facts: LessonFacts): Lesson {
  const { answer, packaged } = facts;
  return {
    stop: "serve",
    title: "Serve",
    question: "Is the answer in production the one that was measured?",
    read: [
      "Most models fail on the way out: the code that serves computes a feature a little otherwise than the code that trained. Here there is one definition and one file. The model's own graph fills in, scales and encodes, and the same graph was trained, measured and shipped.",
      answer === null
        ? "This run has no package that could be asked."
        : `The package carries an example and what was answered to it when it was made: ${answerText(answer.packaged)}. Asked again for this page it says ${answerText(answer.trace.decision.prediction)}${probabilityOf(answer)}.`,
      "A server writes down what it was asked, what the model was given and what it answered, all in one transaction, before it replies. The same event sent twice is one event: the second time it gets the first answer, and nothing is counted twice.",
      packaged === null
        ? "No version of this run can be served."
        : `Version ${packaged.version} of this run ${packaged.alias === null ? "was not given a name to be served by" : `was made ${packaged.alias}`}.`,
    ],
    steps: [
      {
        title: "A request",
        text: `An event comes in with ${countOf(facts.columns.length, "column")}, the label not yet among them.`,
      },
      {
        title: "Parse and clean",
        text: `Each value is read as its column declares, and ${countOf(facts.rules, "rule")} of the cleaning look at it.`,
      },
      { title: "Features", text: featureStep(facts) },
      { title: "Answer", text: "The package's graph answers: preprocessing and network in one file." },
      {
        title: "Write down",
        text: "Event, inputs and answer become durable together. Only then does the reply go out.",
      },
    ],
    questions: [...sameAnswer(facts), ...twice(facts), ...inside(facts)],
    cards: cardsOf(facts),
  };
}

function answerText(prediction: ExampleAnswer["packaged"]): string {
  return typeof prediction === "number" ? formatSignificant(prediction) : String(prediction);
}

function probabilityOf({ trace: { decision } }: ExampleAnswer): string {
  return decision.probability === null ? "" : `, with ${formatPoints(decision.probability, 2)}`;
}

function featureStep({ data: { features } }: LessonFacts): string {
  return features.length === 0
    ? "There is none: the model is given its columns as they are."
    : `${countOf(features.length, "feature")} ${features.length === 1 ? "is" : "are"} read from the entity's past, which the server keeps up to date event by event.`;
}

function sameAnswer({ answer, packaged }: LessonFacts): Question[] {
  if (answer === null || packaged === null) return [];
  const told = answerText(answer.packaged);
  const other = typeof answer.packaged === "boolean" ? String(!answer.packaged) : null;
  return questionOf({
    id: "serve-same",
    prompt: `When version ${packaged.version} was packaged, it answered ${told} to its example. A year later another machine loads it and asks the same. What does it answer?`,
    right: [
      told,
      "Right: the file holds all that the answer is made of, and its signature says that nothing changed.",
    ],
    wrong: [
      ...(other === null
        ? []
        : [[other, "For that a file of the package would have to be another one."] as const]),
      [
        "That depends on the machine's libraries",
        "The preprocessing is inside the model's graph, not in code around it.",
      ],
      ["That depends on newer data", "New data makes a new version. This one stays as it is."],
    ],
  });
}

function twice({ id }: LessonFacts): Question[] {
  if (id === null) return [];
  return questionOf({
    id: "serve-twice",
    prompt: `A network hiccup makes a client send the same event, with the same “${id}”, twice. What does the server do the second time?`,
    right: [
      "It gives the first answer again and writes nothing",
      "Right: so a client may always ask again, and no count is wrong afterwards.",
    ],
    wrong: [
      ["It answers anew and counts two events", "Then every retry would change the entity's features."],
      ["It refuses the request", "The client could not tell whether the first one arrived."],
      ["It replaces the first answer", "What was answered was acted on; the log never changes it."],
    ],
  });
}

function inside({ answer }: LessonFacts): Question[] {
  const encoded = answer?.trace.encoded.length;
  const given = answer?.trace.inputs.length;
  if (encoded === undefined || given === undefined) return [];
  return questionOf({
    id: "serve-inside",
    prompt: `The model is given ${countOf(given, "input")}, and its first layer sees ${countOf(encoded, "number")}. Where do inputs become these numbers?`,
    right: [
      "Inside the model's file",
      "Right: filling in, scaling and encoding are part of the graph that ships.",
    ],
    wrong: [
      ["In the server's code", "Then it could differ from what was trained, and nobody would see it."],
      ["In the client", "The client sends the event as it is."],
      ["In the training alone", "Then a served model would be given something that it never saw."],
    ],
  });
}

function cardsOf({ answer, packaged }: LessonFacts): FlashCard[] {
  return [
    {
      term: "Champion",
      meaning: "The version that answers. Another one has to earn its place.",
      here:
        packaged === null
          ? "This run made none."
          : `Version ${packaged.version} of this run${packaged.alias === null ? " has no alias" : ` was made ${packaged.alias}`}.`,
    },
    {
      term: "Idempotent",
      meaning: "Sent twice, done once: the second time the first answer comes back.",
      here: "What makes two events the same is their id.",
    },
    {
      term: "Training–serving skew",
      meaning: "The model being given something else in production than in training.",
      here:
        answer === null
          ? "No example to compare."
          : `The example: ${answerText(answer.packaged)} when packaged, ${answerText(answer.trace.decision.prediction)} now.`,
    },
  ];
}
