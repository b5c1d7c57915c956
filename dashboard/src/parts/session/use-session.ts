import type { UseQueryResult } from "@tanstack/react-query";
import type { Session } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";

/** Who is signed in; asked again and again, for a key may be revoked, and the connection may come back. */
export function useSession(): UseQueryResult<Session> {
  return useAsk("GET /api/session", {}, { everyMs: 5_000 });
}

/** Whether what wants `scope` is offered. */
export function mayUse(session: Session | undefined, scope: "admin" | "feedback"): boolean {
  if (session === undefined || session.signIn === "needed") return false;
  return session.key === null || session.key.scope === "admin" || session.key.scope === scope;
}
