import { Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import type { QueueItem } from "../../api/schema.gen.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { showInBox } from "../../parts/show-in-box.ts";
import { actText } from "./label-words.ts";
import classes from "./queue-list.module.css";
import { reasonWords } from "./reason-words.ts";
import type { Labelling } from "./use-labelling.ts";
import type { Outcome } from "./use-outcomes.ts";

interface QueueListProps {
  readonly labelling: Labelling;
  readonly items: readonly QueueItem[];
}

/** The batch, in the order in which it is asked; what became of each. */
export function QueueList({ labelling, items }: QueueListProps): ReactNode {
  return (
    <ScrollBox label="Predictions of the queue" most={560}>
      <ol className={classes.list}>
        {items.map((item, at) => (
          <li key={item.predictionId}>
            <Row labelling={labelling} item={item} place={at + 1} />
          </li>
        ))}
      </ol>
    </ScrollBox>
  );
}

interface RowProps {
  readonly labelling: Labelling;
  readonly item: QueueItem;
  readonly place: number;
}

function Row({ labelling, item, place }: RowProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const isCurrent = labelling.item.predictionId === item.predictionId;
  useEffect(() => {
    if (isCurrent && button.current !== null) showInBox(button.current);
  }, [isCurrent]);
  const { title, color } = reasonWords[item.reason];
  const outcome = labelling.outcomes.of(item.predictionId);
  return (
    <UnstyledButton
      ref={button}
      className={classes.row}
      aria-current={isCurrent ? "true" : undefined}
      onClick={() => labelling.open(item.predictionId)}
    >
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Text size="sm" truncate miw={0}>
          <Text span inherit c="dimmed" mr={6}>
            {place}
          </Text>
          {item.entity ?? item.eventId ?? item.predictionId}
        </Text>
        {outcome === undefined ? (
          <Badge size="sm" variant="light" color={color} style={{ flexShrink: 0 }} tt="none">
            {title}
          </Badge>
        ) : (
          <Text size="xs" fw={600} style={{ whiteSpace: "nowrap" }}>
            {outcomeText(outcome)}
          </Text>
        )}
      </Group>
    </UnstyledButton>
  );
}

function outcomeText(outcome: Outcome): string {
  if (outcome.refused !== null) return `! not taken`;
  const mark = outcome.isOnItsWay ? "…" : outcome.kind === "skipped" ? "–" : "✓";
  return `${mark} ${actText(outcome)}`;
}
