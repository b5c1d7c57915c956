import { countOf, formatCount, formatPoints } from "../../../../core/format.ts";
import { metricTable } from "../../../../core/metric.ts";
import type { CleaningComparison } from "../../../measure-cleaning.ts";
import type { DroppedRows } from "../../data-view.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { interval, inUnit, rowsWords, stageOf } from "../lesson-words.ts";
import { type Question, questionOf } from "../question.ts";

/** Why cleaning matters, and what it did here. */
export function cleanLesson(facts: LessonFacts): Lesson {
  const stage = stageOf(facts, "clean");
  const left = leavingRules(facts);
  const [most] = left;
  return {
    stop: "clean",
    title: "Clean",
    question: "Why does cleaning matter?",
    read: [
      stage === undefined
        ? "This run did not come to its cleaning."
        : `Of ${rowsWords(stage.rowsIn)}, ${formatCount(stage.rowsOut)} went on. ${countOf(facts.rules, "rule")} looked at each of them, and every row that left was kept with the rule that sent it away.`,
      most === undefined
        ? "No rule met a row here: the data kept to what was declared. The rules still stand guard, over the next file and over every live event."
        : `Most left at “${most.rule}”: ${rowsWords(most.rows)}.`,
      "A rule is not there to make the figures prettier. It says what the model will never be asked, or what would teach it something false. The same rules judge live events, so training and serving see the same kind of row.",
      comparisonWords(facts),
    ],
    steps: stepsOf(facts, left),
    questions: [...rowsLeft(facts, left), ...shareLeft(facts), ...without(facts), ...sameRows(facts)],
    cards: cardsOf(facts, left),
  };
}

function leavingRules({ data }: LessonFacts): DroppedRows[] {
  return data.dropped
    .filter(({ stage, left }) => stage === "clean" && left)
    .toSorted((one, other) => other.rows - one.rows);
}

const outcomes: Readonly<Record<CleaningComparison["verdict"], string>> = {
  worse: "the model without the rules is worse: what cleaning took away had taught something false",
  "not distinguishable":
    "the two cannot be told apart: here the rules cost nothing and guard against worse files",
  better:
    "the model without the rules did a little better: the rows taken away still had something to teach, and it is worth asking whether the rule could repair them instead",
};

function comparisonWords({ comparison, rules }: LessonFacts): string {
  if (rules === 0) return "This definition has no rule, so there is nothing that could be left out.";
  if (comparison === null)
    return "Whether it helped is not a matter of belief: airworthy learn trains this run again without its rules and measures both models on the same unseen rows. It has not been run for this one.";
  const { rows, withoutRules, verdict, lossDifference } = comparison;
  return `Measured, not believed: the same definition without its rules learned from ${rowsWords(withoutRules.trainRows)}. On the same ${formatCount(rows)} unseen, cleaned rows its loss is ${signed(lossDifference.value)} beside the cleaned one's (${signed(lossDifference.low)} to ${signed(lossDifference.high)}): ${outcomes[verdict]}.`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function stepsOf(facts: LessonFacts, left: readonly DroppedRows[]): Lesson["steps"] {
  const stage = stageOf(facts, "clean");
  const repaired = facts.data.dropped.filter(({ stage: name, left: isGone }) => name === "clean" && !isGone);
  return [
    {
      title: "Rows come in",
      text: stage === undefined ? "None came." : `${rowsWords(stage.rowsIn)} of the snapshot.`,
    },
    ...left.slice(0, 3).map(({ rule, policy, rows }) => ({
      title: `Rule: ${rule}`,
      text: `${rowsWords(rows)} ${rows === 1 ? "meets" : "meet"} it and ${rows === 1 ? "is" : "are"} ${policy === "drop" ? "dropped, as was expected" : "set aside, for somebody to look at"}.`,
    })),
    ...repaired.slice(0, 2).map(({ rule, policy, rows }) => ({
      title: `Rule: ${rule}`,
      text: `${rowsWords(rows)} repaired (${policy}) and kept.`,
    })),
    {
      title: "Rows go on",
      text:
        stage === undefined
          ? "None went on."
          : `${formatCount(stage.rowsOut)} + ${formatCount(stage.rowsIn - stage.rowsOut)} = ${formatCount(stage.rowsIn)}: before is always after plus what left.`,
    },
  ];
}

function rowsLeft(facts: LessonFacts, [most, ...others]: readonly DroppedRows[]): Question[] {
  const stage = stageOf(facts, "clean");
  if (most === undefined || stage === undefined) return [];
  return questionOf({
    id: "clean-rows",
    prompt: `How many rows left at the rule “${most.rule}”?`,
    right: [formatCount(most.rows), `Right. They lie in a file of their own, with the rule beside each.`],
    wrong: [
      ...others.map(({ rule, rows }) => [formatCount(rows), `That many left at “${rule}”.`] as const),
      [formatCount(stage.rowsOut), "That is what went on."],
      [formatCount(stage.rowsIn), "That is what came in."],
      ["0", "The picture shows it: this rule did meet rows."],
    ],
  });
}

function shareLeft(facts: LessonFacts): Question[] {
  const stage = stageOf(facts, "clean");
  const { split } = facts.data;
  if (stage === undefined || stage.rowsIn === 0) return [];
  const share = (stage.rowsIn - stage.rowsOut) / stage.rowsIn;
  return questionOf({
    id: "clean-share",
    prompt: "Which share of the rows did not come through cleaning?",
    right: [
      formatPoints(share),
      `${formatCount(stage.rowsIn - stage.rowsOut)} of ${formatCount(stage.rowsIn)}.`,
    ],
    wrong: [
      [formatPoints(1 - share), "That is the share that did come through."],
      ...(split === null
        ? []
        : [
            [
              formatPoints(split.validationRows / (split.trainRows + split.validationRows)),
              "That is the share of the cleaned rows that is kept back to validate.",
            ] as const,
          ]),
      [formatPoints(share / 2), "Half of it: count again."],
    ],
  });
}

function without({ comparison }: LessonFacts): Question[] {
  if (comparison === null) return [];
  const { verdict, lossDifference, rows } = comparison;
  const between = `The difference of the loss lies between ${signed(lossDifference.low)} and ${signed(lossDifference.high)}`;
  const answers = {
    worse: "It is worse",
    "not distinguishable": "The two cannot be told apart",
    better: "It is better",
  } as const;
  const whys = {
    worse: `${between}: wholly above zero would mean that it lost.`,
    "not distinguishable": `${between}: only an interval with zero in it would leave it open.`,
    better: `${between}: wholly below zero would mean that it won.`,
  } as const;
  const others = (["worse", "not distinguishable", "better"] as const).filter((one) => one !== verdict);
  return questionOf({
    id: "clean-without",
    prompt: `The same model, trained without the rules and measured on the same ${formatCount(rows)} unseen rows: how does it do?`,
    right: [answers[verdict], `Right. ${between}.`],
    wrong: others.map((one) => [answers[one], whys[one]] as const),
  });
}

function sameRows({ comparison }: LessonFacts): Question[] {
  const metric = comparison?.withRules.metrics.accuracy;
  if (comparison === null || metric === undefined) return [];
  return questionOf({
    id: "clean-same-rows",
    prompt: `Accuracy with cleaning: ${inUnit(metric.value, "share")} (${interval(metric, "share")}). Why is the model without cleaning measured on the same cleaned rows, and not on rows as they came?`,
    right: [
      "Otherwise the rows would differ, and not only the models",
      "Right: two figures on two sets of rows compare nothing.",
    ],
    wrong: [
      ["Because the other rows were deleted", "They were not: every row that left is kept with its rule."],
      [
        "Because cleaned rows are easier, so both look better",
        "That would be no reason. What counts is that both answer the very same rows.",
      ],
    ],
  });
}

function cardsOf(facts: LessonFacts, [most]: readonly DroppedRows[]): FlashCard[] {
  const accuracy = facts.comparison?.withoutRules.metrics.accuracy;
  return [
    {
      term: "Rule",
      meaning: "Says which rows must not be learned from, and what becomes of them: drop, set aside, repair.",
      here: most === undefined ? "None met a row." : `“${most.rule}” met ${rowsWords(most.rows)}.`,
    },
    {
      term: "Rejected row",
      meaning: "A row that left, kept with the rule that sent it away.",
      here: rowsWords(facts.data.dropped.filter(({ left }) => left).reduce((sum, { rows }) => sum + rows, 0)),
    },
    ...(accuracy === undefined
      ? []
      : [
          {
            term: "With and without",
            meaning: "A rule is worth what it changes, measured on the same unseen rows.",
            here: `${metricTable.accuracy.title} without the rules: ${inUnit(accuracy.value, "share")}.`,
          },
        ]),
  ];
}
