import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface MessageStateProps {
  readonly title: string;
  /** What to do now. */
  readonly children?: ReactNode;
  readonly mark?: string;
  readonly color?: string;
}

/** What stands where content would: why there is none, and what to do. */
export function MessageState({ title, children, mark = "–", color = "gray" }: MessageStateProps): ReactNode {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap="xs" maw={460} ta="center">
        <ThemeIcon variant="light" color={color} size={44} radius="xl" aria-hidden>
          <Text fw={700} size="lg" inherit>
            {mark}
          </Text>
        </ThemeIcon>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text component="div" c="dimmed" size="sm">
          {children}
        </Text>
      </Stack>
    </Center>
  );
}
