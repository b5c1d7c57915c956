import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useSingleKeys } from "../../parts/single-keys.tsx";

/** What keys do here, for the eye; nothing where they are switched off. */
export function KeysHint({ children }: { readonly children: ReactNode }): ReactNode {
  if (!useSingleKeys()) return null;
  return (
    <Text size="xs" c="dimmed" visibleFrom="sm">
      {children}
    </Text>
  );
}
