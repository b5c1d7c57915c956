import { Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface PanelProps {
  readonly title: string;
  /** One line under the title. */
  readonly note?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A named part of a page. */
export function Panel({ title, note, aside, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <Paper withBorder radius="md" p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
        <div style={{ minWidth: 0, flex: "1 1 200px" }}>
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {note === undefined ? null : (
            <Text c="dimmed" size="xs" component="div">
              {note}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}
