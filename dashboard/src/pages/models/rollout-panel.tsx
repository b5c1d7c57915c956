import { Badge, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Rollout } from "../../api/schema.gen.ts";
import { formatShare } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { TimeText } from "../../parts/time-text.tsx";

const states: Readonly<Record<Rollout["state"], readonly [word: string, color: string]>> = {
  running: ["running", "blue"],
  promoted: ["✓ promoted", "teal"],
  rolledBack: ["✗ rolled back", "red"],
  cancelled: ["cancelled", "gray"],
};

/** How rollouts ended; nothing where none ever did. */
export function RolloutPanel({ rollouts }: { readonly rollouts: readonly Rollout[] }): ReactNode {
  const ended = rollouts.filter(({ state }) => state !== "running");
  if (ended.length === 0) return null;
  return (
    <Panel title="Earlier rollouts" note="Challengers that answered beside the champion, and how it ended.">
      <Stack gap="md">
        {ended.map((rollout) => (
          <RolloutLine key={rollout.id} rollout={rollout} />
        ))}
      </Stack>
    </Panel>
  );
}

function RolloutLine({ rollout }: { readonly rollout: Rollout }): ReactNode {
  const { version, champion, mode, share, state, reason, startedAt, by } = rollout;
  const [word, color] = states[state];
  const place =
    mode === "shadow"
      ? "in shadow: nobody sees its answers"
      : `as canary, ${formatShare(share, 0)} of entities`;
  return (
    <div>
      <Group gap="xs">
        <Badge variant="light" color={color}>
          {word}
        </Badge>
        <Text size="sm" fw={500}>
          Version {version} beside version {champion}, {place}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {reason} Begun <TimeText at={startedAt} ago /> by {by}.
      </Text>
    </div>
  );
}
