/** The way of a model in ten stops, each made from one run's facts. */
import type { Lesson, StopName } from "./lesson.ts";
import { stopNames } from "./lesson.ts";
import type { LessonFacts } from "./lesson-facts.ts";
import { cleanLesson } from "./stops/clean.ts";
import { collectLesson } from "./stops/collect.ts";
import { featuresLesson } from "./stops/features.ts";
import { monitorLesson } from "./stops/monitor.ts";
import { networkLesson } from "./stops/network.ts";
import { packageLesson } from "./stops/package.ts";
import { retrainLesson } from "./stops/retrain.ts";
import { serveLesson } from "./stops/serve.ts";
import { trainLesson } from "./stops/train.ts";
import { validateLesson } from "./stops/validate.ts";

const makers: Readonly<Record<StopName, (facts: LessonFacts) => Lesson>> = {
  collect: collectLesson,
  clean: cleanLesson,
  features: featuresLesson,
  train: trainLesson,
  network: networkLesson,
  validate: validateLesson,
  package: packageLesson,
  serve: serveLesson,
  monitor: monitorLesson,
  retrain: retrainLesson,
};

/** Every stop, in the order of the way. */
export function lessonsOf(facts: LessonFacts): Lesson[] {
  return stopNames.map((name) => makers[name](facts));
}
