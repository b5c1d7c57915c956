import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ValueShape } from "../../api/schema.gen.ts";
import { barsPath } from "../../parts/chart/bars-path.ts";
import { formatNumber, formatShare, formatTime } from "../../parts/format.ts";

interface ShapePictureProps {
  readonly name: string;
  readonly shape: ValueShape;
  readonly isTime: boolean;
}

const [width, height] = [150, 34];

/** How values lie, as small bars. */
export function ShapePicture({ name, shape, isTime }: ShapePictureProps): ReactNode {
  if (shape.kind === "opaque")
    return (
      <Text size="xs" c="dimmed">
        not looked at
      </Text>
    );
  const counts = shape.kind === "number" ? shape.counts : shape.values.map(({ rows }) => rows);
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const heights = counts.map((count) => (count === 0 ? 0 : Math.max(1, ((height - 2) * count) / most)));
  return (
    <svg width={width} height={height} role="img" aria-label={`${name}: ${shapeWords(shape, isTime)}`}>
      <line
        x1="0"
        x2={width}
        y1={height - 0.5}
        y2={height - 0.5}
        stroke="var(--mantine-color-default-border)"
      />
      <path
        d={barsPath({ heights, step, width: Math.min(step - 1, 24), ground: height - 1 })}
        fill="var(--mantine-color-blue-filled)"
        opacity="0.75"
      />
    </svg>
  );
}

/** The middle and the ends of numbers; the most frequent values of texts. */
export function shapeWords(shape: ValueShape, isTime: boolean): string {
  if (shape.kind === "opaque") return "";
  if (shape.kind === "number") {
    if (shape.min === null || shape.max === null) return "no value";
    const show = (value: number | null) =>
      isTime && value !== null ? formatTime(value / 1_000) : formatNumber(value);
    return isTime
      ? `${show(shape.min)} – ${show(shape.max)}`
      : `${show(shape.min)} – ${show(shape.max)}, median ${show(shape.median)}, mean ${show(shape.mean)}`;
  }
  const all = shape.values.reduce((sum, { rows }) => sum + rows, shape.other);
  return shape.values
    .slice(0, 3)
    .map(({ value, rows }) => `${value} ${formatShare(rows / Math.max(1, all), 0)}`)
    .join(", ");
}
