import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect } from "react";
import { followChanges } from "../../api/changes.ts";
import type { Session } from "../../api/schema.gen.ts";
import { mayUse } from "./use-session.ts";

/** Follows what changes while the page is seen, for a browser has few connections; where there is nothing to follow, not. */
export function useChanges(session: Session | undefined): void {
  const isSeen = useDocumentVisibility() !== "hidden";
  const mayFollow = isSeen && mayUse(session, "admin") && session?.project != null;
  useEffect(() => (mayFollow ? followChanges() : undefined), [mayFollow]);
}
