import { Group, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import type { Lesson, LessonPage } from "../../api/schema.gen.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { showInBox } from "../../parts/show-in-box.ts";
import classes from "./learn.module.css";
import { isRight, type KeptProgress, type Progress } from "./progress.ts";
import { useLearnSearch } from "./use-learn-search.ts";

interface StopBarProps {
  readonly page: LessonPage;
  readonly lesson: Lesson;
  readonly kept: KeptProgress;
}

/** The ten stops; those whose questions are all answered rightly are ticked. */
export function StopBar({ page, lesson: { stop: chosen }, kept }: StopBarProps): ReactNode {
  const [, change] = useLearnSearch();
  return (
    <ScrollBox label="The way of the model">
      <Group component="ol" gap={4} wrap="nowrap" p={2} m={0} style={{ listStyle: "none" }}>
        {page.lessons.map((lesson, index) => (
          <li key={lesson.stop} style={{ flex: "1 0 auto" }}>
            <UnstyledButton
              ref={lesson.stop === chosen ? showInBoxOnce : null}
              className={classes.stop}
              w="100%"
              aria-current={lesson.stop === chosen ? "step" : undefined}
              onClick={() => change({ stop: lesson.stop })}
            >
              <span className={classes.number} data-done={isDone(lesson, kept.progress) || undefined}>
                {isDone(lesson, kept.progress) ? <Done /> : index + 1}
              </span>
              <Text size="xs" lh={1.2} truncate maw={96}>
                {lesson.title.split(" and ")[0]}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </Group>
    </ScrollBox>
  );
}

/** What a button is given once it is the chosen one. */
function showInBoxOnce(button: HTMLElement | null): void {
  if (button !== null) showInBox(button);
}

function Done(): ReactNode {
  return (
    <>
      <span aria-hidden>✓</span>
      <VisuallyHidden>done:</VisuallyHidden>
    </>
  );
}

function isDone({ questions }: Lesson, progress: Progress): boolean {
  return questions.length > 0 && questions.every((question) => isRight(progress, question));
}
