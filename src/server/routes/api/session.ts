/** Who looks at the pages: asked, begun with an API key, ended. */
import { userInfo } from "node:os";
import { z } from "zod";
import { keyScopes } from "../../../io/api-key.ts";
import type { KnownKey } from "../../auth.ts";
import { readJsonAs } from "../../json-body.ts";
import type { Route, ServerContext } from "../../route.ts";

const replySchema = z
  .object({
    signIn: z.enum(["not needed", "needed", "done"]),
    key: z
      .object({ id: z.string(), name: z.string(), scope: z.enum(keyScopes) })
      .nullable()
      .meta({ description: "Null where nobody signed in." }),
    project: z.object({ hasRun: z.boolean(), hasChampion: z.boolean() }).nullable().meta({
      description: "What there is to ask for. Null without a project, and until somebody signed in who must.",
    }),
  })
  .meta({ title: "Session" });

const bodySchema = z.object({ key: z.string().max(200).meta({ description: "An API key." }) });

type Session = z.infer<typeof replySchema>;

async function sessionOf(context: ServerContext, key: KnownKey | null): Promise<Session> {
  if (key === null && context.signIn.isWanted()) return { signIn: "needed", key: null, project: null };
  const project = await presentIn(context);
  if (key === null) return { signIn: "not needed", key: null, project };
  const { id, name, scope } = key;
  return { signIn: "done", key: { id, name, scope }, project };
}

async function presentIn({ project }: ServerContext): Promise<Session["project"]> {
  if (project === null) return null;
  const [{ definition, store }, { findVersion, latestRunId }] = await Promise.all([
    project(),
    import("../../../io/store/index.ts"),
  ]);
  return {
    hasRun: (await latestRunId(store)) !== undefined,
    hasChampion: (await findVersion(store, definition.name, "champion")) !== null,
  };
}

export const sessionRoute: Route = {
  method: "GET",
  paths: ["/api/session"],
  scope: "open",
  summary: "Who is signed in to the pages, and whether somebody must be",
  reply: replySchema,
  handle: async ({ headers }, context) => ({ body: await sessionOf(context, context.signIn.who(headers)) }),
};

export const signInRoute: Route = {
  method: "POST",
  paths: ["/api/session"],
  scope: "open",
  summary: "Sign in to the pages with an API key; the session is in a cookie, and ends with the key",
  body: bodySchema,
  reply: replySchema,
  async handle({ body }, context) {
    const { key: text } = readJsonAs(body, bodySchema);
    const { key, cookie } = context.signIn.begin(text.trim());
    return { headers: { "set-cookie": cookie }, body: await sessionOf(context, key) };
  },
};

const nothingSchema = z.object({});

export const signOutRoute: Route = {
  method: "POST",
  paths: ["/api/session/end"],
  scope: "open",
  summary: "Sign out of the pages",
  body: nothingSchema,
  reply: replySchema,
  async handle({ body, headers }, context) {
    readJsonAs(body, nothingSchema);
    const cookie = context.signIn.end(headers);
    return { headers: { "set-cookie": cookie }, body: await sessionOf(context, null) };
  },
};

/** Who does what a page asks for: the key's name or id; without keys, the user that the server runs as. */
export function actorOf(call: Parameters<Route["handle"]>[0], { signIn }: ServerContext): string {
  const key = signIn.who(call.headers);
  if (key === null) return userInfo().username;
  return key.name === "" ? key.id : key.name;
}
