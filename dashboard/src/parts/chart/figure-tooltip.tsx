import { Group, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Faint } from "../faint.tsx";
import type { Point, Series } from "./chart-data.ts";

interface FigureTooltipProps {
  readonly formatX: (value: number) => string;
  readonly point: Point | undefined;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** The place in other words, small. */
  readonly note?: (value: number) => string;
  /** What else was there. */
  readonly happened?: readonly string[];
}

/** What was measured at a place: each series with its interval. */
export function FigureTooltip(props: FigureTooltipProps): ReactNode {
  const { formatX, point, series, format, note, happened = [] } = props;
  if (point === undefined) return null;
  return (
    <Paper withBorder shadow="sm" p="xs" radius="sm" maw={320}>
      <Text size="xs" fw={600} mb={4}>
        {formatX(point.x)}
        {note === undefined ? null : <Faint>{note(point.x)}</Faint>}
      </Text>
      {series.map(({ key, label }) => (
        <Group key={key} justify="space-between" gap="md" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Text size="xs">{cellOf(point, key, format)}</Text>
        </Group>
      ))}
      {happened.map((one) => (
        <Text key={one} size="xs" mt={2}>
          {one}
        </Text>
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
