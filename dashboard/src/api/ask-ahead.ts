import type { PageRow } from "../pages.ts";
import { missingOf } from "../parts/session/missing-of.ts";
import { ConnectionLost, type Operation, type Question } from "./ask.ts";
import { asking } from "./asking.ts";
import { queryClient } from "./query-client.ts";

/** A question that a page is about to ask. */
export type Ahead = { [O in Operation]: readonly [operation: O, question: Question<O>] }[Operation];

/**
 * Asks while the page's code is on its way: the page finds the replies, or waits for the same ones. Whoever must sign in first is
 * asked for that, and nothing else; nothing is asked for that cannot be there yet.
 */
export async function askAhead({ needs }: PageRow, questions: readonly Ahead[]): Promise<void> {
  try {
    const session = await queryClient.fetchQuery(asking("GET /api/session", {}));
    if (session.signIn === "needed" || (needs !== undefined && missingOf(needs, session) !== null)) return;
  } catch (cause) {
    if (cause instanceof ConnectionLost) return; // the banner tells it
    throw cause;
  }
  for (const [operation, question] of questions)
    void queryClient.prefetchQuery(asking(operation, question as never));
}
