/** What a challenger in shadow said beside what the champion answered. */
import type { Answer } from "../../6-package/live.ts";
import type { ComparedAnswer } from "./live-report.ts";

/** How far two numbers may lie apart and count as the same answer, as a share of the champion's. */
const sameNumber = 0.1;

export function compareAnswers(
  own: Answer,
  champion: Answer,
  times: Pick<ComparedAnswer, "ms" | "championMs">,
): ComparedAnswer {
  const [score, championScore] = [scoreOf(own), scoreOf(champion)];
  const isNumber = champion.probability === null;
  const agrees = isNumber
    ? Math.abs(score - championScore) <= sameNumber * Math.abs(championScore)
    : own.prediction === champion.prediction;
  return { agrees, score, championScore, ...times };
}

function scoreOf({ probability, prediction }: Answer): number {
  return probability ?? Number(prediction);
}
