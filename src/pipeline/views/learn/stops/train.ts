import { countOf, formatCount, formatPoints, formatSignificant } from "../../../../core/format.ts";
import type { EpochReport } from "../../../../core/progress.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { rowsWords } from "../lesson-words.ts";
import { type Draft, type Question, questionOf } from "../question.ts";

/** What an epoch did. */
export function trainLesson(facts: LessonFacts): Lesson {
  const { training } = facts;
  const { epochs, bestEpoch, batchSize, trainRows } = training;
  const [first, last] = [epochs.at(0), epochs.at(-1)];
  return {
    stop: "train",
    title: "Train",
    question: "What did an epoch do?",
    read: [
      first === undefined || trainRows === null
        ? "This run did not come to its training."
        : `An epoch is one look at all ${rowsWords(trainRows)}: the network answers ${formatCount(batchSize)} of them, is told how wrong it was, and moves every weight a little. That is one step; ${countOf(stepsAnEpoch(batchSize, trainRows), "step")} make the epoch.`,
      first === undefined || last === undefined
        ? "There are no epochs to look at."
        : `Here the loss on unseen rows went from ${loss(first.validationLoss)} after the first epoch to ${loss(last.validationLoss)} after epoch ${last.epoch}. The loss says how surprised the model was by the truth; lower is better.`,
      bestEpoch === null
        ? "No epoch was chosen."
        : `Epoch ${bestEpoch} had the lowest loss on unseen rows, so its weights are the ones that ship${bestEpoch === last?.epoch ? "" : ", though training went on"}.`,
      "Two curves are drawn for a reason. Where the loss still falls on rows that it learns from and rises on unseen ones, the model has begun to learn by heart.",
    ],
    steps: epochs.slice(0, 12).map((report, index) => ({
      title: `Epoch ${report.epoch}`,
      text: `${sentence(report, epochs[index - 1])} ${capital(report.note)}.`,
    })),
    questions: [...epochMeans(facts), ...best(facts), ...change(facts)],
    cards: cardsOf(facts),
  };
}

const loss = (value: number) => formatSignificant(value);
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

function stepsAnEpoch(batchSize: number, rows: number): number {
  return Math.ceil(rows / batchSize);
}

function sentence({ validationLoss, validationAccuracy }: EpochReport, before: EpochReport | undefined) {
  const accuracy = validationAccuracy === null ? "" : `, accuracy ${formatPoints(validationAccuracy)}`;
  const from = before === undefined ? "" : ` (before: ${loss(before.validationLoss)})`;
  return `Loss on unseen rows ${loss(validationLoss)}${from}${accuracy}.`;
}

function epochMeans({ training: { trainRows, batchSize, epochs } }: LessonFacts): Question[] {
  if (trainRows === null || epochs.length === 0) return [];
  const steps = stepsAnEpoch(batchSize, trainRows);
  return questionOf({
    id: "train-epoch",
    prompt: "What happened in one epoch of this run?",
    right: [
      `All ${formatCount(trainRows)} rows were looked at once, in ${countOf(steps, "step")}`,
      `Right: up to ${formatCount(batchSize)} rows a step, and every step moved the weights.`,
    ],
    wrong: [
      [`${formatCount(batchSize)} rows were looked at once, in 1 step`, "That is one step, not an epoch."],
      [
        `All ${formatCount(trainRows)} rows were looked at ${epochs.length} times`,
        "That is the whole training.",
      ],
      ["One row was looked at", "The network would need as many epochs as there are rows."],
    ],
  });
}

function best({ training: { epochs, bestEpoch } }: LessonFacts): Question[] {
  const chosen = epochs.find(({ epoch }) => epoch === bestEpoch);
  if (chosen === undefined || epochs.length < 2) return [];
  const name = (epoch: number) => `Epoch ${epoch}`;
  const why = (one: EpochReport): string =>
    `Its loss on unseen rows was ${loss(one.validationLoss)}, beside ${loss(chosen.validationLoss)} of epoch ${chosen.epoch}.`;
  const others = [epochs.at(-1), epochs.at(0), epochs.at(chosen.epoch - 2), epochs.at(chosen.epoch)];
  return questionOf({
    id: "train-best",
    prompt: "The weights of which epoch ship?",
    right: [
      name(chosen.epoch),
      `Right: its loss on unseen rows, ${loss(chosen.validationLoss)}, was the lowest.`,
    ],
    wrong: others.flatMap((one) => (one === undefined ? [] : [[name(one.epoch), why(one)] as const])),
  });
}

function change({ training: { epochs } }: LessonFacts): Question[] {
  const [first, second] = epochs;
  if (first === undefined || second === undefined) return [];
  const fell = second.validationLoss < first.validationLoss;
  const learned: Draft = [
    "It did better on rows that it had not learned from",
    fell
      ? "Right: the loss on unseen rows fell, so it learned something that holds elsewhere too."
      : "For that the loss on unseen rows would have had to fall.",
  ];
  const worse: Draft = [
    "It did worse on rows that it had not learned from",
    fell
      ? "For that the loss on unseen rows would have had to rise."
      : "Right: the loss on unseen rows rose or stayed, whatever it did on rows that it learned from.",
  ];
  return questionOf({
    id: "train-change",
    prompt: `From epoch ${first.epoch} to epoch ${second.epoch} the loss on unseen rows went from ${loss(first.validationLoss)} to ${loss(second.validationLoss)}. What does that say of the model?`,
    right: fell ? learned : worse,
    wrong: [
      fell ? worse : learned,
      [
        "It answered every row that it learned from rightly",
        "The figure is of unseen rows, and a loss is not a share of right answers.",
      ],
    ],
  });
}

function cardsOf({ training }: LessonFacts): FlashCard[] {
  const { epochs, plannedEpochs, bestEpoch, batchSize, stoppedEarly } = training;
  const last = epochs.at(-1);
  return [
    {
      term: "Epoch",
      meaning: "One look at all rows that the model learns from.",
      here: `${epochs.length} of ${plannedEpochs} that were asked for${stoppedEarly ? ": it stopped early, nothing was gained any more" : ""}.`,
    },
    {
      term: "Loss",
      meaning: "How surprised the model was by the truth. Training makes it smaller.",
      here:
        last === undefined
          ? "None was measured."
          : `${loss(last.validationLoss)} on unseen rows, at the end.`,
    },
    {
      term: "Batch",
      meaning: "The rows of one step. After each the weights move a little.",
      here: `Up to ${rowsWords(batchSize)}.`,
    },
    {
      term: "Best epoch",
      meaning: "The one with the lowest loss on unseen rows. Its weights ship.",
      here: bestEpoch === null ? "None was chosen." : `Epoch ${bestEpoch}.`,
    },
  ];
}
