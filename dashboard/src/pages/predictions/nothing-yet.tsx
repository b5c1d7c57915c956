import type { ReactNode } from "react";
import type { PredictionList } from "../../api/schema.gen.ts";
import { MessageState } from "../../parts/states/message-state.tsx";
import { TimeText } from "../../parts/time-text.tsx";

interface NothingYetProps {
  /** Of the pages that came. */
  readonly last: PredictionList | undefined;
  /** Whether the next one is on its way. */
  readonly isLooking: boolean;
}

/** Nothing fits as far as the log was looked at; how far that is. */
export function NothingYet({ last, isLooking }: NothingYetProps): ReactNode {
  const since = last?.lookedTo;
  return (
    <MessageState title="Nothing fits among the newest">
      {since == null ? null : (
        <>
          All since <TimeText at={Date.parse(since)} /> were looked at.{" "}
        </>
      )}
      {isLooking ? "Looking further back…" : "Look further back, or narrow the span of time."}
    </MessageState>
  );
}
