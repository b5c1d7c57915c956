import { Button, Group, Kbd, Text, Timeline } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { KeysHint } from "./keys-hint.tsx";
import { NothingHere } from "./nothing-here.tsx";
import { useLearnKeys } from "./use-learn-keys.ts";
import type { WayProps } from "./way-props.ts";

/** The stop in steps, one after the other. */
export function StepView({ lesson: { steps } }: WayProps): ReactNode {
  const [at, setAt] = useState(0);
  const keys = useMemo(() => {
    const move = (by: number) => () => setAt((now) => Math.min(steps.length - 1, Math.max(0, now + by)));
    return { n: move(1), p: move(-1) };
  }, [steps.length]);
  useLearnKeys(keys);
  if (steps.length === 0) return <NothingHere />;
  return (
    <>
      <Timeline active={at} bulletSize={22} lineWidth={2}>
        {steps.map(({ title, text }, index) => (
          <Timeline.Item
            key={title}
            title={title}
            bullet={<Text size="xs">{index + 1}</Text>}
            aria-current={index === at ? "step" : undefined}
          >
            {index <= at ? (
              <Text size="sm" c={index === at ? "var(--mantine-color-text)" : "dimmed"} maw={640}>
                {text}
              </Text>
            ) : null}
          </Timeline.Item>
        ))}
      </Timeline>
      <Group mt="md" gap="xs">
        <Button size="sm" variant="default" disabled={at === 0} onClick={keys.p}>
          Back
        </Button>
        <Button size="sm" disabled={at === steps.length - 1} onClick={keys.n}>
          Next step
        </Button>
        <Text size="xs" c="dimmed" role="status">
          Step {at + 1} of {steps.length}
        </Text>
        <KeysHint>
          <Kbd size="xs">N</Kbd> next, <Kbd size="xs">P</Kbd> back
        </KeysHint>
      </Group>
    </>
  );
}
