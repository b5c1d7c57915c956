import type { ReactNode } from "react";
import { MessageState } from "../../parts/states/message-state.tsx";

/** What stands where the run has nothing to show. */
export function NothingHere({ children }: { readonly children?: ReactNode }): ReactNode {
  return (
    <MessageState title="This run has nothing to show here">
      {children ?? "It did not come that far, or it lacks what this is about. The clicks example has it."}
    </MessageState>
  );
}
