import { Button, Group, Kbd, Stack, Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { KeysHint } from "./keys-hint.tsx";
import classes from "./learn.module.css";
import { NothingHere } from "./nothing-here.tsx";
import { useLearnKeys } from "./use-learn-keys.ts";
import type { WayProps } from "./way-props.ts";

/** Terms on one side, what they mean and what they are in this run on the other. */
export function CardsView({ lesson: { cards } }: WayProps): ReactNode {
  const [at, setAt] = useState(0);
  const [isFlipped, setFlipped] = useState(false);
  const card = cards[at];
  const keys = useMemo(() => {
    const move = (by: number) => () => {
      setAt((now) => (now + by + cards.length) % Math.max(1, cards.length));
      setFlipped(false);
    };
    return { " ": () => setFlipped((flipped) => !flipped), n: move(1), p: move(-1) };
  }, [cards.length]);
  useLearnKeys(keys);
  if (card === undefined) return <NothingHere />;
  return (
    <Stack align="center" gap="md">
      <UnstyledButton
        className={classes.card}
        onClick={keys[" "]}
        aria-pressed={isFlipped}
        data-testid="card"
      >
        <Text fw={700} size={isFlipped ? "sm" : "xl"} c={isFlipped ? "dimmed" : "var(--mantine-color-text)"}>
          {card.term}
        </Text>
        {isFlipped ? (
          <>
            <Text>{card.meaning}</Text>
            <Text size="sm" c="var(--state-own)" style={{ overflowWrap: "anywhere" }}>
              Here: {card.here}
            </Text>
          </>
        ) : (
          <Text size="xs" c="dimmed">
            What does it mean, and what is it here?
          </Text>
        )}
      </UnstyledButton>
      <Group gap="xs">
        <Button size="sm" variant="default" onClick={keys.p}>
          Back
        </Button>
        <Text size="sm" c="dimmed" role="status">
          Card {at + 1} of {cards.length}
        </Text>
        <Button size="sm" variant="default" onClick={keys.n}>
          Next card
        </Button>
      </Group>
      <KeysHint>
        <Kbd size="xs">Space</Kbd> turns it, <Kbd size="xs">N</Kbd> <Kbd size="xs">P</Kbd> next and back
      </KeysHint>
    </Stack>
  );
}
