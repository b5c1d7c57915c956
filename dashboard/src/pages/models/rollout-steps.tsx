import { Badge, Group, type MantineColor, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import type { LiveRollout } from "../../api/schema.gen.ts";
import { formatShare } from "../../parts/format.ts";

type State = "done" | "now" | "next";

const states: Readonly<Record<State, { variant: string; color: MantineColor; mark: string; words: string }>> =
  {
    done: { variant: "light", color: "teal", mark: "✓ ", words: "passed" },
    now: { variant: "filled", color: "blue", mark: "", words: "now" },
    next: { variant: "outline", color: "gray", mark: "", words: "where every gate passes" },
  };

/** How far it has come: in shadow, the canary's steps, champion. One that began as a canary had no shadow. */
export function RolloutSteps({ rollout: { mode, step, plan } }: Pick<LiveRollout, "rollout">): ReactNode {
  const shares = plan.canary.steps.map((share) => formatShare(share, 0));
  const isShadow = mode === "shadow";
  const names = [...(isShadow ? ["In shadow"] : []), ...shares, "Champion"];
  const at = isShadow ? 0 : step;
  return (
    <Group component="ol" gap={6} p={0} m={0} style={{ listStyle: "none" }} aria-label="Steps of the rollout">
      {names.map((name, place) => {
        const { variant, color, mark, words } = states[place < at ? "done" : place === at ? "now" : "next"];
        return (
          <Group
            key={name}
            component="li"
            gap={6}
            wrap="nowrap"
            aria-current={place === at ? "step" : undefined}
          >
            {place === 0 ? null : (
              <Text span size="sm" c="dimmed" aria-hidden>
                →
              </Text>
            )}
            <Badge variant={variant} color={color} tt="none" size="lg">
              {mark}
              {name}
              <VisuallyHidden>, {words}</VisuallyHidden>
            </Badge>
          </Group>
        );
      })}
    </Group>
  );
}
