import { Button, Group, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LessonPage } from "../../api/schema.gen.ts";
import { formatCount } from "../../parts/format.ts";
import { isRight, type KeptProgress } from "./progress.ts";

/** How much was answered rightly, over all stops. */
export function ProgressBar({
  page,
  kept,
}: {
  readonly page: LessonPage;
  readonly kept: KeptProgress;
}): ReactNode {
  const questions = page.lessons.flatMap((lesson) => lesson.questions);
  const right = questions.filter((question) => isRight(kept.progress, question)).length;
  const hasAny = Object.keys(kept.progress.answers).length > 0 || kept.progress.seen.length > 1;
  return (
    <Group gap="md" wrap="nowrap">
      <Progress
        flex={1}
        size="sm"
        value={(100 * right) / Math.max(1, questions.length)}
        aria-label="Questions answered right"
        color="teal"
        transitionDuration={0}
      />
      <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }} role="status">
        {formatCount(right)} of {formatCount(questions.length)} right
      </Text>
      <Button size="compact-xs" variant="default" disabled={!hasAny} onClick={kept.reset}>
        Start again
      </Button>
    </Group>
  );
}
