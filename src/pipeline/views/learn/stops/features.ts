import { countOf, formatCount } from "../../../../core/format.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { listed, rowsWords, stageOf } from "../lesson-words.ts";
import { type Draft, type Question, questionOf } from "../question.ts";

/** What the model may know at a time, and what it may not. */
export function featuresLesson(facts: LessonFacts): Lesson {
  const stage = stageOf(facts, "features");
  const { features } = facts.data;
  const names = features.map(({ name }) => name);
  return {
    stop: "features",
    title: "Features",
    question: "What may the model know, and when?",
    read: [
      names.length === 0
        ? "This definition has no features: the model sees its columns as they are."
        : `${countOf(names.length, "feature")} ${names.length === 1 ? "was" : "were"} added to ${stage?.columnsIn ?? facts.columns.length} columns: ${listed(names)}.`,
      "A feature has one rule that it never breaks: at a time it knows only what was earlier, and known by then. An event never sees itself, nor its own label, nor what came later. A model that peeks looks brilliant in training and fails on its first day.",
      "The definition is written once. A table of the past and one live event both get their values from it, so that what was learned and what is served mean the same.",
      splitWords(facts),
    ],
    steps: stepsOf(facts),
    questions: [...visible(facts), ...meaning(facts), ...unseen(facts)],
    cards: cardsOf(facts),
  };
}

const splits: Readonly<Record<string, string>> = {
  time: "the newest ones, because tomorrow is what the model will be asked about",
  entity: "all rows of some entities, so that nobody stands on both sides",
  random: "a random share of each label",
};

function splitWords({ data: { split } }: LessonFacts): string {
  if (split === null) return "This run did not come to its split.";
  return `Then ${rowsWords(split.trainRows)} were given to learn from and ${formatCount(split.validationRows)} kept back: ${splits[split.by] ?? split.by}.`;
}

function stepsOf({ timeline }: LessonFacts): Lesson["steps"] {
  if (timeline === null)
    return [
      { title: "Before", text: "What was earlier than the event, and known by then, may be looked at." },
      { title: "The event", text: "The event itself is not part of its own past." },
      { title: "After", text: "What comes later does not exist yet." },
    ];
  const { events, feature } = timeline;
  return events.slice(0, 5).map(({ visible: seen, feature: value }, index) => ({
    title: `Event ${index + 1} of ${events.length}`,
    text: `${feature} may look at ${countOf(seen, "earlier event")} and is ${value === null ? "missing: there is nothing to tell yet" : formatValue(value)}.`,
  }));
}

const formatValue = (value: number) => String(Number(value.toPrecision(4)));

function visible({ timeline }: LessonFacts): Question[] {
  if (timeline === null) return [];
  const { events, feature } = timeline;
  const place = Math.floor((2 * events.length) / 3);
  const seen = events[place]?.visible ?? 0;
  return questionOf({
    id: "features-visible",
    prompt: `The picture shows ${events.length} events of one entity. How many of them may “${feature}” look at for event ${place + 1}?`,
    right: [String(seen), "Right: those that were earlier and known by then, and no other."],
    wrong: [
      [
        String(seen + 1),
        "That would count the event itself. It must not see itself: its outcome stands in it.",
      ],
      [String(events.length), "That would be all of them, the future too."],
      ["0", "There was a past already; the definition says how far back it looks."],
    ],
  });
}

function meaning({ data: { features } }: LessonFacts): Question[] {
  const [first, ...others] = features;
  if (first === undefined) return [];
  const wrong: Draft[] = others.map(({ name, words }) => [words, `That is “${name}”.`]);
  return questionOf({
    id: "features-meaning",
    prompt: `What does “${first.name}” mean?`,
    right: [first.words, "Right: this is its definition, and the only place where it stands."],
    wrong: [
      ...wrong,
      ["the same, the event itself included", "Then each value would contain what it is to foretell."],
    ],
  });
}

function unseen({ data: { split } }: LessonFacts): Question[] {
  if (split === null) return [];
  const all = split.trainRows + split.validationRows;
  return questionOf({
    id: "features-unseen",
    prompt: `${formatCount(split.validationRows)} of ${formatCount(all)} rows were kept back from learning. What for?`,
    right: [
      "To measure the model on rows that it has never seen",
      "Right: on rows that it learned from, remembering would look like understanding.",
    ],
    wrong: [
      ["To learn from them in a second round", "Then nothing unseen would be left to measure with."],
      ["Because they were not clean", "They passed the same rules as the others."],
      ["To save time", "They cost little. They are what every figure about this model was measured on."],
    ],
  });
}

function cardsOf({ data, timeline }: LessonFacts): FlashCard[] {
  const [first] = data.features;
  return [
    {
      term: "Feature",
      meaning: "A value that the model is given, defined once for tables and for live events.",
      here: first === undefined ? "None is declared." : `${first.name} = ${first.words}`,
    },
    {
      term: "Known time",
      meaning: "When something could first be known. What was not known yet does not count.",
      here:
        timeline === null
          ? "No feature of this run looks at the past."
          : `Of ${timeline.events.length} events in the picture, the first may look at ${timeline.events[0]?.visible ?? 0}.`,
    },
    {
      term: "Leakage",
      meaning: "The answer slipping into the question: a feature that saw what it should foretell.",
      here: data.split === null ? "No split was made." : `The rows were split by ${data.split.by}.`,
    },
  ];
}
