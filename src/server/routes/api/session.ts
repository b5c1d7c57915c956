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
  })
  .meta({ title: "Session" });

const bodySchema = z.object({ key: z.string().max(200).meta({ description: "An API key." }) });

function sessionOf({ signIn }: ServerContext, key: KnownKey | null): z.infer<typeof replySchema> {
  if (key === null) return { signIn: signIn.isWanted() ? "needed" : "not needed", key: null };
  const { id, name, scope } = key;
  return { signIn: "done", key: { id, name, scope } };
}

export const sessionRoute: Route = {
  method: "GET",
  paths: ["/api/session"],
  scope: "open",
  summary: "Who is signed in to the pages, and whether somebody must be",
  reply: replySchema,
  handle: ({ headers }, context) => ({ body: sessionOf(context, context.signIn.who(headers)) }),
};

export const signInRoute: Route = {
  method: "POST",
  paths: ["/api/session"],
  scope: "open",
  summary: "Sign in to the pages with an API key; the session is in a cookie, and ends with the key",
  body: bodySchema,
  reply: replySchema,
  handle({ body }, context) {
    const { key: text } = readJsonAs(body, bodySchema);
    const { key, cookie } = context.signIn.begin(text.trim());
    return { headers: { "set-cookie": cookie }, body: sessionOf(context, key) };
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
  handle({ body, headers }, context) {
    readJsonAs(body, nothingSchema);
    const cookie = context.signIn.end(headers);
    return { headers: { "set-cookie": cookie }, body: sessionOf(context, null) };
  },
};

/** Who does what a page asks for: the key's name or id; without keys, the user that the server runs as. */
export function actorOf(call: Parameters<Route["handle"]>[0], { signIn }: ServerContext): string {
  const key = signIn.who(call.headers);
  if (key === null) return userInfo().username;
  return key.name === "" ? key.id : key.name;
}
