import { Anchor, Badge, Button, Divider, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LabelQueue, QueueItem } from "../../api/schema.gen.ts";
import { formatShare } from "../../parts/format.ts";
import { SingleKeysSwitch, useSingleKeys } from "../../parts/single-keys.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { EventValues, FeatureValues } from "./judged-view.tsx";
import { KeyHint } from "./key-hint.tsx";
import { LabelChoice } from "./label-choice.tsx";
import { actText, type Label, labelChoices, letterLabels } from "./label-words.ts";
import { reasonWords } from "./reason-words.ts";
import { type Keys, useKeys } from "./use-keys.ts";
import type { Labelling } from "./use-labelling.ts";

interface QueueCardProps {
  readonly labelling: Labelling;
  readonly queue: LabelQueue;
}

/** One prediction, large: what was sent, why it is asked about, and what can be said. */
export function QueueCard({ labelling, queue: { target } }: QueueCardProps): ReactNode {
  const { item, outcomes, isRevealed } = labelling;
  const hasKeys = useSingleKeys();
  useKeys(keysOf(labelling, target), hasKeys);
  const outcome = outcomes.of(item.predictionId);
  const question = target.words === "" ? target.column : `${target.column}: ${target.words}`;
  return (
    <Paper withBorder radius="md" p="md" component="section" aria-label="The prediction to label">
      <Stack gap="md">
        <Reason item={item} isRevealed={isRevealed} />
        <EventValues event={item.event} />
        <Divider />
        <Stack gap="xs">
          <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
            {question}?
          </Title>
          <Answer labelling={labelling} hasKeys={hasKeys} />
          <LabelChoice
            key={item.predictionId}
            target={target}
            chosen={outcome?.label ?? null}
            hasKeys={hasKeys}
            onLabel={labelling.label}
          />
          <WhatItMeans labelling={labelling} />
          <Others labelling={labelling} hasKeys={hasKeys} />
        </Stack>
        <Divider />
        <div>
          <Text size="sm" fw={600} mb={4}>
            What the model made of it and of its past
          </Text>
          <FeatureValues features={item.features} />
        </div>
      </Stack>
    </Paper>
  );
}

interface OthersProps {
  readonly labelling: Labelling;
  readonly hasKeys: boolean;
}

/** What can be done beside a label. */
function Others({ labelling: { skip, undo }, hasKeys }: OthersProps): ReactNode {
  return (
    <Group gap="sm" justify="space-between">
      <Group gap="sm">
        <Button variant="default" size="sm" onClick={skip}>
          Skip
          {hasKeys ? <KeyHint name="S" /> : null}
        </Button>
        <Button variant="default" size="sm" disabled={undo === null} onClick={() => undo?.()}>
          Undo
          {hasKeys ? <KeyHint name="U" /> : null}
        </Button>
      </Group>
      <SingleKeysSwitch description="J and K go on and back" />
    </Group>
  );
}

/** What a label of it does, and what was said of it already. */
function WhatItMeans({ labelling }: { readonly labelling: Labelling }): ReactNode {
  const { item, outcomes, settles } = labelling;
  const outcome = outcomes.of(item.predictionId);
  return (
    <>
      {!item.isDisputed ? null : (
        <Text size="sm" c="dimmed">
          {settles
            ? "Sources differ on it: your label settles it."
            : "Sources differ on it: your label is one more voice; a key of the scope admin settles it."}
        </Text>
      )}
      {outcome === undefined ? null : (
        <Text size="sm" data-testid="outcome">
          {outcome.refused !== null
            ? "The server did not take it."
            : `It is ${actText(outcome)}${outcome.who === null ? "" : ` by ${outcome.who}`}. Say something else to change it.`}
        </Text>
      )}
    </>
  );
}

function keysOf(labelling: Labelling, target: LabelQueue["target"]): Keys {
  const { label, skip, reveal, undo, move } = labelling;
  const give = (own: Label) => () => label(own);
  const choices = labelChoices(target).flatMap(({ key, label: own }) =>
    key === null ? [] : [[key, give(own)] as const],
  );
  const letters = target.kind === "boolean" ? Object.entries(letterLabels) : [];
  return {
    ...Object.fromEntries(choices),
    ...Object.fromEntries(letters.map(([key, own]) => [key, give(own)])),
    s: skip,
    r: reveal,
    u: () => undo?.(),
    j: () => move(1),
    k: () => move(-1),
  };
}

function Reason({ item, isRevealed }: { readonly item: QueueItem; readonly isRevealed: boolean }): ReactNode {
  const { title, color, blind } = reasonWords[item.reason];
  return (
    <Group gap="sm" justify="space-between" align="flex-start">
      <Stack gap={2} style={{ flex: "1 1 260px", minWidth: 0 }}>
        <Group gap="xs">
          <Badge variant="light" color={color} tt="none">
            {title}
          </Badge>
          <Text size="sm" c="dimmed">
            <TimeText at={item.at} />
          </Text>
        </Group>
        <Text size="sm" style={{ overflowWrap: "anywhere" }} data-testid="why">
          {isRevealed || blind === null ? item.why : blind}
        </Text>
      </Stack>
      <Anchor
        component={Link}
        to="/predictions/$prediction"
        params={{ prediction: item.predictionId } as never}
        size="sm"
      >
        What it was made of
      </Anchor>
    </Group>
  );
}

interface AnswerProps {
  readonly labelling: Labelling;
  readonly hasKeys: boolean;
}

/** Hidden until somebody has said what is true, or asks: who has seen the answer tends to agree with it. */
function Answer({ labelling: { item, isRevealed, reveal }, hasKeys }: AnswerProps): ReactNode {
  if (isRevealed)
    return (
      <Text size="sm" data-testid="answer">
        The model said <b>{item.prediction}</b>
        {item.probability === null ? "" : `, with a probability of ${formatShare(item.probability)}`}.
      </Text>
    );
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        The model’s answer is hidden until you have said yours.
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={reveal}>
        Show it
        {hasKeys ? <KeyHint name="R" /> : null}
      </Button>
    </Group>
  );
}
