/** What runs tell while they work, as server-sent events. */
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { invalidRequest } from "../../invalid-request.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { runNewsSchema } from "./schema/run-news.ts";

const place = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const parameters = z.object({
  after: place.optional().meta({
    description:
      "The place before the first that is wanted; from now on unless told. Last-Event-ID goes before it.",
  }),
});

export const runEventsRoute: Route = {
  method: "GET",
  paths: ["/api/run-events"],
  scope: "admin",
  summary:
    "What runs tell while they work, in whichever process: stages, epochs, their end; server-sent events",
  parameters,
  reply: z.string(),
  replyType: "text/event-stream",
  events: runNewsSchema,
  async handle(call, context) {
    const { after } = queryOf(call, parameters);
    const wanted = lastEvent(call.headers) ?? after ?? null;
    const { store, definition } = await requireProject(context);
    const { newsPlace, runNews } = await import("../../../pipeline/views/run-news.ts");
    const from = await newsPlace(store, wanted);
    return {
      body: "",
      async *events(signal) {
        for await (const news of runNews({ store, definition, after: from, signal }))
          yield news.map((data) => ({ id: data.place, data: runNewsSchema.parse(data) }));
      },
    };
  },
};

/** Where a client that lost the connection had come to. */
function lastEvent(headers: IncomingHttpHeaders): number | null {
  const header = headers["last-event-id"];
  if (header === undefined || header === "") return null;
  const read = place.safeParse(header);
  if (!read.success) throw invalidRequest("The Last-Event-ID is none that this server gives.");
  return read.data;
}
