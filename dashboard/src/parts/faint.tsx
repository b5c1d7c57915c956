import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A small second line, below what it explains. */
export function Faint({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Text size="xs" c="dimmed" fw={400}>
      {children}
    </Text>
  );
}
