import { Group, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Point, Series } from "./chart-data.ts";

interface FigureTooltipProps {
  readonly formatX: (value: number) => string;
  readonly point: Point | undefined;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

/** What was measured at a place: each series with its interval. */
export function FigureTooltip({ formatX, point, series, format }: FigureTooltipProps): ReactNode {
  if (point === undefined) return null;
  return (
    <Paper withBorder shadow="sm" p="xs" radius="sm">
      <Text size="xs" fw={600} mb={4}>
        {formatX(point.x)}
      </Text>
      {series.map(({ key, label }) => (
        <Group key={key} justify="space-between" gap="md" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Text size="xs">{cellOf(point, key, format)}</Text>
        </Group>
      ))}
    </Paper>
  );
}

/** `86.1% (82.0%–89.5%)`; a dash where there is not enough to say. */
export function cellOf(point: Point | undefined, key: string, format: (value: number) => string): string {
  const value = point?.values[key];
  if (value === null || value === undefined) return "not enough data";
  const band = point?.bands?.[key];
  return band == null ? format(value) : `${format(value)} (${format(band[0])}–${format(band[1])})`;
}
