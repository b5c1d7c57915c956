import { hasTrigger } from "../../../../core/definition/index.ts";
import { formatCount, formatPoints, formatSpan } from "../../../../core/format.ts";
import type { FlashCard, Lesson } from "../lesson.ts";
import type { LessonFacts } from "../lesson-facts.ts";
import { type Draft, type Question, questionOf } from "../question.ts";
import { drawnDecision, retrainDecision } from "../retrain-story.ts";

/** How it gets better, and what keeps it from getting worse. */
export function retrainLesson(facts: LessonFacts): Lesson {
  const { retrain, packaged, data } = facts;
  return {
    stop: "retrain",
    title: "Feedback and retrain",
    question: "How does it get better, and what keeps it from getting worse?",
    read: [
      "People report what the truth was. Their labels join what the server recorded, and a challenger learns from both. It is measured beside the champion on the same unseen rows.",
      "A worse model never replaces a better one. That is not a hope but a row of brakes: gates, the comparison, every slice, the labels themselves, and what the champion was measured on.",
      `Here the policy is “${retrain.promote}”, at most ${retrain.perDay} ${retrain.perDay === 1 ? "retraining" : "retrainings"} a day that nobody asked for, and ${formatSpan(retrain.coolDownMs)} between two of them.`,
      "Labels can be wrong, and whoever labels the newest rows wrongly could make a challenger look best. So new labels are held against what the champion promised; those in doubt are not learned from until somebody has looked.",
    ],
    steps: [
      {
        title: "Feedback",
        text: `Somebody reports what “${facts.label}” really was. The newest label of each source holds.`,
      },
      { title: "Doubt", text: "Labels that contradict the champion without a reason are set aside." },
      {
        title: "Challenger",
        text: `The same definition learns from the source and from what was recorded${data.split === null ? "" : `; this run learned from ${formatCount(data.split.trainRows)} rows`}.`,
      },
      {
        title: "Comparison",
        text: `It stands beside the champion${packaged === null ? "" : `, such as version ${packaged.version},`} on the same unseen rows.`,
      },
      {
        title: "Decision",
        text: `Policy “${retrain.promote}”: ${drawnDecision(retrain.promote).promote ? "what is not worse takes over" : retrain.promote === "manual" ? "a person promotes it, and is told whether anything speaks against it" : "only what is surely better takes over"}.`,
      },
    ],
    questions: [...draw(facts), ...doubt(facts), ...perDay(facts)],
    cards: cardsOf(facts),
  };
}

function draw({ retrain: { promote }, packaged }: LessonFacts): Question[] {
  const { promote: isPromoted } = drawnDecision(promote);
  const version = packaged === null ? "the champion" : `version ${packaged.version}`;
  const stays: Draft = [
    "The champion stays for now",
    isPromoted
      ? `The policy “${promote}” lets what is not worse pass.`
      : `Right: the policy is “${promote}”${promote === "manual" ? ", so a person promotes it" : ", and it is not surely better"}.`,
  ];
  const passes: Draft = [
    "The challenger takes over",
    isPromoted
      ? `Right: the policy is “${promote}”, and nothing speaks against it.`
      : promote === "manual"
        ? "The policy is “manual”: nothing is promoted without a person."
        : `The policy “${promote}” asks for more than a draw.`,
  ];
  return questionOf({
    id: "retrain-draw",
    prompt: `A challenger passes its gates, and cannot be told apart from ${version}. What happens under this definition's policy?`,
    right: isPromoted ? passes : stays,
    wrong: [
      isPromoted ? stays : passes,
      ["Both answer in turns", "Only a rollout does that, and somebody has to begin one."],
      ["Both are thrown away", "Versions are kept; one of them answers."],
    ],
  });
}

/** As many labels as rows validated: a number of this run's size. */
function doubt({ data: { split }, retrain, packaged }: LessonFacts): Question[] {
  if (split === null) return [];
  const labels = split.validationRows;
  const inDoubt = Math.ceil(labels / 2);
  const decided = retrainDecision({
    policy: retrain.promote,
    verdict: "better",
    gatesHold: true,
    worseSlice: false,
    labels,
    inDoubt,
    version: packaged?.version ?? 1,
  });
  if (!decided.speaksAgainst) return [];
  return questionOf({
    id: "retrain-doubt",
    prompt: `Of ${formatCount(labels)} new labels ${formatCount(inDoubt)} (${formatPoints(inDoubt / labels, 0)}) say the opposite of what the champion promised, and nobody else says so. The challenger looks better. Is it promoted?`,
    right: ["No: a person has to look at the labels first", `Right: ${decided.reasons[0] ?? ""}`],
    wrong: [
      [
        "Yes: it is better",
        "It is better at foretelling these labels. Whether they are true is the question.",
      ],
      ["Yes, but without a package", "What may not be promoted is not served at all."],
    ],
  });
}

function perDay({ retrain }: LessonFacts): Question[] {
  const { perDay: most, coolDownMs } = retrain;
  if (!hasTrigger(retrain))
    return questionOf({
      id: "retrain-trigger",
      prompt: "Nobody asks for it. When does this definition retrain by itself?",
      right: [
        "Never",
        "Right: its config names no alert, no age and no number of labels that would call for it.",
      ],
      wrong: [
        ["When an alert fires", "Only where the config says onAlert."],
        [`${most} times a day`, "That is the most that the brake would let through, were there an occasion."],
        [`Every ${formatSpan(coolDownMs)}`, "That long has to lie between two; it calls for none."],
      ],
    });
  return questionOf({
    id: "retrain-per-day",
    prompt: "Alerts keep firing. How many times a day may this definition retrain without being asked?",
    right: [String(most), `Right: and ${formatSpan(coolDownMs)} lie between two of them.`],
    wrong: [
      ["As often as an alert fires", "A loop that feeds itself would then learn from its own noise."],
      [String(most + 1), "That is one more than the brake lets through."],
      ["Never", "The brake is on how often, not on whether."],
    ],
  });
}

function cardsOf({ retrain, packaged, label }: LessonFacts): FlashCard[] {
  return [
    {
      term: "Feedback",
      meaning: "Somebody reporting the truth about an answer.",
      here: `What “${label}” really was.`,
    },
    {
      term: "Challenger",
      meaning: "A new version that has to show on the same rows that it is not worse.",
      here:
        packaged === null ? "There is no version yet." : `It would stand beside version ${packaged.version}.`,
    },
    {
      term: "Policy",
      meaning: "What a challenger needs to take over: a person, to be better, or not to be worse.",
      here: `“${retrain.promote}”, at most ${retrain.perDay} a day, ${formatSpan(retrain.coolDownMs)} apart.`,
    },
  ];
}
