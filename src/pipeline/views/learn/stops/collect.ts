import { formatCount } from "../../../../core/format.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { rowsWords, stageOf } from "../lesson-words.ts";
import { type Question, questionOf } from "../question.ts";

/** Where the rows came from. */
export function collectLesson(facts: LessonFacts): Lesson {
  const stage = stageOf(facts, "collect");
  const misfits = misfitsOf(facts);
  const rejected = misfits.reduce((sum, { rows }) => sum + rows, 0);
  const kept =
    stage === undefined
      ? "This run did not come that far."
      : `This run read ${rowsWords(stage.rowsIn)} of ${stage.columnsOut} columns and wrote them down once, as a snapshot that never changes again.`;
  const fate =
    rejected === 0
      ? "Every value fitted the type that its column declares, so no row was set aside here."
      : `${rowsWords(rejected)} did not fit the declared types. They were set aside with the column and the reason, for somebody to look at: nothing disappears.`;
  return {
    stop: "collect",
    title: "Collect",
    question: "Where did the rows come from?",
    read: [
      "A model can only be answered for if its data can be found again. So the first thing is not to learn, but to keep.",
      kept,
      fate,
      ...(facts.snapshot === null
        ? []
        : [
            `The snapshot is named by its content, ${facts.snapshot.slice(0, 12)}…: the same rows give the same name, and one changed value gives another.`,
          ]),
    ],
    steps: stepsOf(facts, rejected),
    questions: [...howMany(facts), ...misfit(facts), ...hash(facts)],
    cards: cardsOf(facts),
  };
}

function misfitsOf({ data }: LessonFacts) {
  return data.dropped.filter(({ stage }) => stage === "collect");
}

function stepsOf(facts: LessonFacts, rejected: number): Lesson["steps"] {
  const stage = stageOf(facts, "collect");
  const names = facts.columns.map(({ name }) => name);
  return [
    {
      title: "Read",
      text: `${stage === undefined ? "The source" : rowsWords(stage.rowsIn)} come in as they are, each with its place in the source.`,
    },
    {
      title: "Type",
      text: `Each value is read as its column declares it: ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}.`,
    },
    {
      title: "Set aside",
      text:
        rejected === 0
          ? "What does not fit would go to a file of its own. Here nothing did."
          : `${rowsWords(rejected)} went to a file of their own, with the reason.`,
    },
    {
      title: "Freeze",
      text: `The rest is written as one file and hashed${facts.snapshot === null ? "" : `: ${facts.snapshot.slice(0, 12)}…`}. All that follows starts here.`,
    },
  ];
}

function howMany(facts: LessonFacts): Question[] {
  const [collect, clean] = [stageOf(facts, "collect"), stageOf(facts, "clean")];
  if (collect === undefined) return [];
  const { split } = facts.data;
  return questionOf({
    id: "collect-rows",
    prompt: "How many rows did this run read from its source?",
    right: [formatCount(collect.rowsIn), "That is what came in, before anything was judged."],
    wrong: [
      ...(clean === undefined
        ? []
        : [[formatCount(clean.rowsOut), "That is what was left after cleaning."] as const]),
      ...(split === null
        ? []
        : ([
            [formatCount(split.trainRows), "These are the rows that the model learned from."],
            [formatCount(split.validationRows), "These are the rows that were kept back to measure it."],
          ] as const)),
      [formatCount(collect.columnsOut), "That is the number of columns."],
    ],
  });
}

function misfit({ columns }: LessonFacts): Question[] {
  const column = columns.find(({ kind }) => kind === "integer" || kind === "number");
  if (column === undefined) return [];
  return questionOf({
    id: "collect-misfit",
    prompt: `A row comes in whose “${column.name}” (${column.kind}) is the word “many”. What becomes of it?`,
    right: [
      "It is set aside, with the column and the reason",
      "Right: the row waits in a file of its own, and if there are too many of them the run stops and says so.",
    ],
    wrong: [
      [
        "It counts as 0",
        "A guessed 0 would look like a real measurement, and the model would learn from it.",
      ],
      [
        "It goes on as missing",
        "Missing means that nobody told. Somebody told something here, and it was not a number.",
      ],
      ["It disappears", "No row disappears: read is always what went on plus what was set aside."],
    ],
  });
}

function hash({ snapshot }: LessonFacts): Question[] {
  if (snapshot === null) return [];
  return questionOf({
    id: "collect-hash",
    prompt: `The snapshot is called ${snapshot.slice(0, 12)}…. Tomorrow one value in the source is corrected, and the run starts again. What is the new snapshot called?`,
    right: ["Something else", "Right: the name is made from the content, so other content has another name."],
    wrong: [
      ["The same, with the new value", "Then nobody could tell any more what the first model learned from."],
      [
        "The same, for the columns are the same",
        "The name stands for every value, not only for the shape of the table.",
      ],
    ],
  });
}

function cardsOf(facts: LessonFacts): FlashCard[] {
  const stage = stageOf(facts, "collect");
  return [
    {
      term: "Snapshot",
      meaning: "The rows as they were read, kept unchanged and named by their content.",
      here: facts.snapshot === null ? "This run has none." : `${facts.snapshot.slice(0, 12)}…`,
    },
    {
      term: "Event",
      meaning: "One row: something that happened to an entity at a time.",
      here: stage === undefined ? "None was read." : `${rowsWords(stage.rowsIn)} were read.`,
    },
    {
      term: "Entity",
      meaning: "Whom or what events are about, and whose past the features look at.",
      here: `The column “${facts.entity}”.`,
    },
  ];
}
