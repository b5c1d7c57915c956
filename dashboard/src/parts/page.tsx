import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface PageProps {
  readonly title: string;
  /** The question that the page answers. */
  readonly question: string;
  /** What stands right of the title: a picker, a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title with its question, and its content below. */
export function Page({ title, question, aside, children }: PageProps): ReactNode {
  useDocumentTitle(`${title} · Airworthy`);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          <Text c="dimmed" size="sm">
            {question}
          </Text>
        </div>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
