/** The learn page: the way of a run's model or of the example's, and simulators that ask the product's own functions. */
import { z } from "zod";
import { alertStorySchema } from "../../../pipeline/views/learn/alert-story.ts";
import { logStorySchema } from "../../../pipeline/views/learn/log-story.ts";
import { retrainStorySchema } from "../../../pipeline/views/learn/retrain-story-form.ts";
import { readJsonAs } from "../../json-body.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import {
  decisionSchema,
  fateSchema,
  lessonPageSchema,
  toldAlertSchema,
  toldLogSchema,
} from "./schema/lesson.ts";

const scope = "admin";

const loadPage = () => import("../../../pipeline/views/learn/lesson-page.ts");

const runLessonsRoute: Route = {
  method: "GET",
  paths: ["/api/runs/{run}/lessons"],
  scope,
  summary: "The way of a run's model in ten stops: words, questions and cards from its own figures",
  reply: lessonPageSchema,
  async handle({ params: { run = "" }, signal }, context) {
    const project = await requireProject(context);
    return { body: await (await loadPage()).lessonPage(project, run, signal) };
  },
};

const exampleLessonsRoute: Route = {
  method: "GET",
  paths: ["/api/lessons/example"],
  scope,
  summary: "The same of the clicks example, whose figures come with the package",
  reply: lessonPageSchema,
  handle: async () => ({ body: await (await loadPage()).examplePage() }),
};

const eventSchema = z.object({ event: z.record(z.string().max(200), z.string().max(2_000)) });

const runEventRoute: Route = {
  method: "POST",
  paths: ["/api/runs/{run}/lessons/event"],
  scope,
  summary: "What collecting and cleaning of a run would make of an event; nothing is recorded",
  body: eventSchema,
  reply: fateSchema,
  async handle({ params: { run = "" }, body }, context) {
    const { event } = readJsonAs(body, eventSchema);
    const project = await requireProject(context);
    return { body: await (await loadPage()).fateInRun(project, run, event) };
  },
};

const exampleEventRoute: Route = {
  method: "POST",
  paths: ["/api/lessons/example/event"],
  scope,
  summary: "What collecting and cleaning of the clicks example would make of an event",
  body: eventSchema,
  reply: fateSchema,
  async handle({ body }) {
    const { event } = readJsonAs(body, eventSchema);
    return { body: await (await loadPage()).fateInExample(event) };
  },
};

const alertRoute: Route = {
  method: "POST",
  paths: ["/api/lessons/alert"],
  scope,
  summary: "What the judge of alerts says of values that somebody made up; nothing is recorded",
  body: alertStorySchema,
  reply: toldAlertSchema,
  async handle({ body }) {
    const { tellAlert } = await import("../../../pipeline/views/learn/alert-story.ts");
    return { body: tellAlert(readJsonAs(body, alertStorySchema)) };
  },
};

const logRoute: Route = {
  method: "POST",
  paths: ["/api/lessons/log"],
  scope,
  summary: "What an empty log would make of messages, one after the other; nothing is recorded",
  body: logStorySchema,
  reply: toldLogSchema,
  async handle({ body }) {
    const { tellLog } = await import("../../../pipeline/views/learn/log-story.ts");
    return { body: tellLog(readJsonAs(body, logStorySchema)) };
  },
};

const retrainRoute: Route = {
  method: "POST",
  paths: ["/api/lessons/retrain"],
  scope,
  summary: "What would be decided of a challenger that somebody made up; nothing is recorded",
  body: retrainStorySchema,
  reply: decisionSchema,
  async handle({ body }) {
    const story = readJsonAs(body, retrainStorySchema);
    const { retrainDecision } = await import("../../../pipeline/views/learn/retrain-story.ts");
    return { body: retrainDecision(story) };
  },
};

export const lessonRoutes: readonly Route[] = [
  runLessonsRoute,
  exampleLessonsRoute,
  runEventRoute,
  exampleEventRoute,
  alertRoute,
  logRoute,
  retrainRoute,
];
