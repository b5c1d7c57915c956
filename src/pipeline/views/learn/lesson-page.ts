/** What the learn page shows: the way of one run's model, or that of the clicks example which comes with the package. */
import { readFile } from "node:fs/promises";
import type { Definition } from "../../../core/definition/index.ts";
import type { RuleOutcome } from "../../../stages/2-clean/live.ts";
import type { RunResult } from "../../run-result.ts";
import { openRunRecord } from "../run-head.ts";
import type { ViewedProject } from "../viewed-project.ts";
import { type EventFate, eventFate } from "./event-fate.ts";
import type { Lesson } from "./lesson.ts";
import { type LessonFacts, lessonFacts } from "./lesson-facts.ts";
import { lessonsOf } from "./lessons.ts";

export interface LessonPage {
  /** Whose figures these are. */
  readonly whose: "own" | "example";
  readonly facts: LessonFacts;
  readonly lessons: readonly Lesson[];
}

/** What ships of the example: its facts, and what one event is judged by. */
export interface ShippedExample {
  readonly facts: LessonFacts;
  readonly definition: Definition;
  readonly outcomes: readonly RuleOutcome[];
}

export const exampleFile = new URL("../../../../templates/lessons/clicks.json", import.meta.url);

type Project = Pick<ViewedProject, "store" | "workspace">;

/** The page on the run that `name` means; NOT_FOUND. */
export async function lessonPage(project: Project, name: string, signal?: AbortSignal): Promise<LessonPage> {
  const facts = await lessonFacts(project, name, signal);
  return { whose: "own", facts, lessons: lessonsOf(facts) };
}

/** The page on the example. */
export async function examplePage(): Promise<LessonPage> {
  const { facts } = await shippedExample();
  return { whose: "example", facts, lessons: lessonsOf(facts) };
}

/** What the definition of the run that `name` means makes of an event. */
export async function fateInRun(
  { store }: Pick<Project, "store">,
  name: string,
  event: Readonly<Record<string, string>>,
): Promise<EventFate> {
  const { found, result } = await openRunRecord(store, name);
  return eventFate({
    definition: found.definition,
    outcomes: outcomesOf(result),
    event,
    now: Date.now(),
  });
}

/** What the example's definition makes of an event. */
export async function fateInExample(event: Readonly<Record<string, string>>): Promise<EventFate> {
  const { definition, outcomes } = await shippedExample();
  return eventFate({ definition, outcomes, event, now: Date.now() });
}

function outcomesOf(result: RunResult | null): readonly RuleOutcome[] {
  return result?.cleaning.outcomes ?? [];
}

let shipped: Promise<ShippedExample> | undefined;

/** Read once: it comes with the package, and its own test holds it to its schema. */
async function shippedExample(): Promise<ShippedExample> {
  shipped ??= readFile(exampleFile, "utf8").then((text) => JSON.parse(text) as ShippedExample);
  return await shipped;
}
