import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { WayProps } from "./way-props.ts";

/** The stop in a few paragraphs. */
export function ReadView({ lesson }: WayProps): ReactNode {
  return (
    <Stack gap="sm" maw={720}>
      {lesson.read.map((paragraph) => (
        <Text key={paragraph} lh={1.6} style={{ overflowWrap: "anywhere" }}>
          {paragraph}
        </Text>
      ))}
    </Stack>
  );
}
