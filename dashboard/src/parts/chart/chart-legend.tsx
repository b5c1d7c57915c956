import { Group, getThemeColor, Text, useMantineTheme } from "@mantine/core";
import type { ReactNode } from "react";
import type { Marker, Series } from "./chart-data.ts";

interface ChartLegendProps {
  readonly series: readonly Series[];
  readonly markers: readonly Marker[];
  readonly hasGaps: boolean;
  readonly hasBands: boolean;
}

/** What lines, bands, hatching and marks mean, each with a sample. */
export function ChartLegend({ series, markers, hasGaps, hasBands }: ChartLegendProps): ReactNode {
  const theme = useMantineTheme();
  const kinds = [...new Map(markers.map((marker) => [marker.label.split(":")[0], marker])).entries()];
  return (
    <Group gap="4px 12px" mt={6} pl={8}>
      {series.map(({ key, label, color, dash, shape }) => (
        <Entry key={key} label={label}>
          {shape === "bar" ? (
            <rect x="3" y="2" width="14" height="8" fill={getThemeColor(color, theme)} />
          ) : (
            <line
              x1="0"
              y1="6"
              x2="20"
              y2="6"
              stroke={getThemeColor(color, theme)}
              strokeWidth="2"
              strokeDasharray={dash}
            />
          )}
        </Entry>
      ))}
      {hasBands ? (
        <Entry label="95% interval">
          <rect width="20" height="12" fill="var(--mantine-color-blue-filled)" opacity="0.2" />
        </Entry>
      ) : null}
      {hasGaps ? (
        <Entry label="not enough data">
          {[0, 7, 14].map((x) => (
            <line
              key={x}
              x1={x}
              y1="12"
              x2={x + 6}
              y2="0"
              stroke="var(--mantine-color-dimmed)"
              opacity="0.6"
            />
          ))}
        </Entry>
      ) : null}
      {kinds.map(([label, { color, dash = "3 3" }]) => (
        <Entry key={label} label={label ?? ""}>
          <line
            x1="10"
            y1="0"
            x2="10"
            y2="12"
            stroke={getThemeColor(color, theme)}
            strokeWidth="1.5"
            strokeDasharray={dash}
          />
        </Entry>
      ))}
    </Group>
  );
}

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <Group gap={6} wrap="nowrap">
      <svg width="20" height="12" aria-hidden="true">
        {children}
      </svg>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </Group>
  );
}
