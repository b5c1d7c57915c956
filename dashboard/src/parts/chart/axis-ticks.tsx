/** How axes look. Ticks are plain text: the library's own measure each word in the page before they write it. */
import type { ReactNode } from "react";
import type { XAxisTickContentProps, YAxisTickContentProps } from "recharts";

export const axisText = { fontSize: 12, fill: "var(--mantine-color-dimmed)" } as const;
export const gridStroke = { stroke: "var(--mantine-color-default-border)", strokeDasharray: "5 5" } as const;

export function XTick({ x, y, payload, tickFormatter }: XAxisTickContentProps): ReactNode {
  return (
    <text x={x} y={Number(y) + 14} textAnchor="middle" {...axisText}>
      {tickFormatter === undefined ? `${payload.value}` : tickFormatter(payload.value, payload.index)}
    </text>
  );
}

export function YTick({ x, y, payload, tickFormatter }: YAxisTickContentProps): ReactNode {
  return (
    <text x={Number(x) - 6} y={y} dy="0.32em" textAnchor="end" {...axisText}>
      {tickFormatter === undefined ? `${payload.value}` : tickFormatter(payload.value, payload.index)}
    </text>
  );
}
