import { Text } from "@mantine/core";
import type { ReactNode } from "react";

interface UnitsPictureProps {
  /** How strongly each unit of each hidden layer answers. */
  readonly hidden: readonly (readonly number[])[];
  /** The strongest that any shows, so that pictures compare. */
  readonly most: number;
}

const [size, gap, perRow] = [16, 4, 16];

/** Each unit as a square, the darker the stronger it answers; an empty one is silent. */
export function UnitsPicture({ hidden, most }: UnitsPictureProps): ReactNode {
  return hidden.map((values, index) => {
    const awake = values.filter((value) => value > 0).length;
    const rows = Math.ceil(values.length / perRow);
    const name = `Hidden layer ${index + 1}: ${awake} of ${values.length} units awake`;
    return (
      <div key={name} style={{ marginBottom: 12 }}>
        <Text size="xs" c="dimmed" mb={4}>
          {name}
        </Text>
        <svg
          width={perRow * (size + gap)}
          height={rows * (size + gap)}
          role="img"
          aria-label={name}
          style={{ maxWidth: "100%" }}
        >
          {values.map((value, unit) => {
            const x = (unit % perRow) * (size + gap) + 1;
            const y = Math.floor(unit / perRow) * (size + gap) + 1;
            return (
              <rect
                key={`${x} ${y}`}
                x={x}
                y={y}
                width={size}
                height={size}
                rx="3"
                fill="var(--mantine-color-blue-filled)"
                fillOpacity={value <= 0 ? 0 : 0.2 + 0.8 * Math.min(1, value / most)}
                stroke="var(--mantine-color-dimmed)"
                strokeOpacity="0.5"
              />
            );
          })}
        </svg>
      </div>
    );
  });
}
