import type { ReactNode } from "react";
import { usePlotArea, useYAxisScale } from "recharts";
import { gridStroke } from "./axis-ticks.tsx";

interface GridLinesProps {
  /** Of the vertical axis. */
  readonly ticks: readonly number[];
}

/** A line at each tick: the library's own grid measures the words of both axes to find where it may draw. */
export function GridLines({ ticks }: GridLinesProps): ReactNode {
  const area = usePlotArea();
  const scale = useYAxisScale();
  if (area === undefined || scale === undefined) return null;
  const heights = ticks.map((tick) => Number(scale(tick) ?? Number.NaN)).filter(Number.isFinite);
  return (
    <path d={heights.map((y) => `M${area.x} ${y}h${area.width}`).join("")} fill="none" {...gridStroke} />
  );
}
