import { Kbd } from "@mantine/core";
import type { ReactNode } from "react";

/** The key of a button, for the eye: its name is told by the button. */
export function KeyHint({ name }: { readonly name: string }): ReactNode {
  return (
    <Kbd size="xs" aria-hidden visibleFrom="sm" ml={6}>
      {name}
    </Kbd>
  );
}
