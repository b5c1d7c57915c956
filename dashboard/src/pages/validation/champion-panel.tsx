import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ValidationView } from "../../api/schema.gen.ts";
import { formatDifference } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { IntervalBar } from "./interval-bar.tsx";

const verdicts = {
  better: { mark: "✓", color: "var(--state-good)" },
  "not distinguishable": { mark: "=", color: "dimmed" },
  worse: { mark: "✗", color: "var(--state-bad)" },
} as const;

interface ChampionPanelProps {
  readonly champion: NonNullable<ValidationView["champion"]>;
}

/** This run's model against the champion, on the same rows. */
export function ChampionPanel({ champion }: ChampionPanelProps): ReactNode {
  const { version, lossDifference, verdict, worseSlices } = champion;
  const { value, low, high } = lossDifference;
  const { mark, color } = verdicts[verdict];
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.1;
  return (
    <Panel title={`Against champion version ${version}`} note="On the same rows; a loss below 0 is better.">
      <Group gap="sm">
        <Text fw={600} c={color}>
          {mark} {verdict}
        </Text>
        <div>
          <Text size="xs">
            Loss {formatDifference(value, "nats")} (95%: {formatDifference(low, "nats")} to{" "}
            {formatDifference(high, "nats")})
          </Text>
          <IntervalBar value={value} low={low} high={high} from={-reach} to={reach} mark={0} />
        </div>
      </Group>
      {worseSlices.length === 0 ? null : (
        <Text size="sm" mt="xs">
          Worse on {worseSlices.join(", ")}.
        </Text>
      )}
    </Panel>
  );
}
