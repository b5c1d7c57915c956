import { Button, Group, Kbd, Stack, Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import type { LessonQuestion } from "../../api/schema.gen.ts";
import { KeysHint } from "./keys-hint.tsx";
import classes from "./learn.module.css";
import { NothingHere } from "./nothing-here.tsx";
import { answerTo, isRight, type KeptProgress } from "./progress.ts";
import { useLearnKeys } from "./use-learn-keys.ts";
import type { WayProps } from "./way-props.ts";

/** The stop's questions, one at a time. */
export function QuizView({ lesson: { questions }, kept }: WayProps): ReactNode {
  const [at, setAt] = useState(() => {
    const open = questions.findIndex((question) => !isRight(kept.progress, question));
    return Math.max(0, open);
  });
  const question = questions[at];
  if (question === undefined)
    return (
      <NothingHere>Questions are made from the run's own figures, and it has none of these.</NothingHere>
    );
  const move = (by: number) => setAt((now) => Math.min(questions.length - 1, Math.max(0, now + by)));
  return (
    <Stack gap="md" maw={720}>
      <Question key={question.id} question={question} kept={kept} onMove={move} />
      <Group gap="xs">
        <Button size="sm" variant="default" disabled={at === 0} onClick={() => move(-1)}>
          Back
        </Button>
        <Button
          size="sm"
          variant={isRight(kept.progress, question) ? "filled" : "default"}
          disabled={at === questions.length - 1}
          onClick={() => move(1)}
        >
          Next question
        </Button>
        <Text size="sm" c="dimmed" role="status">
          Question {at + 1} of {questions.length}
        </Text>
        <KeysHint>
          <Kbd size="xs">1</Kbd>–<Kbd size="xs">{question.options.length}</Kbd> answer, <Kbd size="xs">N</Kbd>{" "}
          next
        </KeysHint>
      </Group>
    </Stack>
  );
}

interface QuestionProps {
  readonly question: LessonQuestion;
  readonly kept: KeptProgress;
  readonly onMove: (by: number) => void;
}

function Question({ question, kept, onMove }: QuestionProps): ReactNode {
  const chosen = answerTo(kept.progress, question);
  const keys = useMemo(() => {
    const numbered = question.options.map(({ text }, index) => {
      return [String(index + 1), () => kept.answer(question, text)] as const;
    });
    return { ...Object.fromEntries(numbered), n: () => onMove(1), p: () => onMove(-1) };
  }, [question, kept, onMove]);
  useLearnKeys(keys);
  const said = question.options.find(({ text }) => text === chosen);
  return (
    <Stack gap="xs">
      <Text fw={600} size="lg" lh={1.4} id={question.id}>
        {question.prompt}
      </Text>
      <Stack gap="xs" role="group" aria-labelledby={question.id}>
        {question.options.map(({ text, isRight: right }, index) => (
          <UnstyledButton
            key={text}
            className={classes.option}
            aria-pressed={text === chosen}
            data-state={text === chosen ? (right ? "right" : "wrong") : undefined}
            onClick={() => kept.answer(question, text)}
          >
            <Kbd size="xs">{index + 1}</Kbd>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {text}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
      <Text
        role="status"
        aria-live="polite"
        mih={44}
        size="sm"
        c={said === undefined ? "dimmed" : said.isRight ? "var(--state-good)" : "var(--state-bad)"}
      >
        {said === undefined
          ? "Choose one: each answer says why it is right, or what it would be."
          : `${said.isRight ? "✓ " : "✗ Not this one. "}${said.why}${said.isRight ? "" : " Try another."}`}
      </Text>
    </Stack>
  );
}
