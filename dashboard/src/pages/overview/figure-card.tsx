import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface FigureCardProps {
  readonly title: string;
  /** As people read it; a dash where there is not enough to say. */
  readonly value: string;
  readonly note: string;
}

export function FigureCard({ title, value, note }: FigureCardProps): ReactNode {
  return (
    <Paper withBorder p="md" radius="md">
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text fz={26} fw={600} lh={1.3}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}
