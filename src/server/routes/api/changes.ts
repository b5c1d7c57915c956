/** That something has changed of what pages show, as server-sent events: who shows it asks anew. */
import { z } from "zod";
import { changeTopics } from "../../../io/store/change-marks.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";

const changeSchema = z
  .object({ changed: z.array(z.enum(changeTopics)).meta({ description: "What is to be asked anew." }) })
  .meta({ title: "Change" });

export const changesRoute: Route = {
  method: "GET",
  paths: ["/api/changes"],
  scope: "admin",
  summary:
    "Which of alerts, models, figures and labels have changed, in whichever process; server-sent events",
  reply: z.string(),
  replyType: "text/event-stream",
  events: changeSchema,
  async handle(_, context) {
    const { definition, store, log } = await requireProject(context);
    const { changes, marksNow } = await import("../../../pipeline/views/changes.ts");
    const from = await marksNow({ definition, store, log });
    return {
      body: "",
      async *events(signal) {
        for await (const changed of changes({ definition, store, log, from, signal }))
          yield changed.length === 0 ? [] : [{ id: null, data: changeSchema.parse({ changed }) }];
      },
    };
  },
};
