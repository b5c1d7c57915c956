/**
 * What stands around every chart: its place, its grid and its vertical axis. It is drawn in steps, first the frame and then
 * one layer after the other; what shows the values under the pointer comes when somebody points at it.
 */
import { Box } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";
import { ComposedChart, Tooltip, type TooltipContentProps, YAxis } from "recharts";
import { gridStroke, YTick } from "./axis-ticks.tsx";
import { GridLines } from "./grid-lines.tsx";
import type { NumberAxis } from "./number-ticks.ts";
import { useDrawn } from "./use-drawn.ts";
import { useWidth } from "./use-width.ts";

export interface ChartFrameProps {
  /** In pixels. */
  readonly height: number;
  readonly data: Readonly<Record<string, unknown>>[];
  /** Below the horizontal axis, in pixels; for its title. */
  readonly bottom?: number;
  /** The horizontal axis, of a chart so many pixels wide. */
  readonly xAxis: (width: number) => ReactElement;
  readonly y: NumberAxis & { readonly format: (value: number) => string };
  /** Lines, areas and bars, each with a key. */
  readonly layers: readonly ReactElement[];
  /** What is shown of a place on the horizontal axis. */
  readonly tooltip: (place: TooltipContentProps["label"]) => ReactNode;
}

export function ChartFrame(props: ChartFrameProps): ReactNode {
  const { height, data, bottom = 0, xAxis, y, layers, tooltip } = props;
  const [place, width] = useWidth();
  const [isLookedAt, setLookedAt] = useState(false);
  const steps = 1 + layers.length;
  const drawn = useDrawn(width === null ? 0 : steps);
  const look = () => setLookedAt(true);
  return (
    <Box ref={place} h={height} aria-busy={drawn < steps} onPointerEnter={look} onFocus={look}>
      {width === null || drawn === 0 ? null : (
        <ComposedChart
          width={width}
          height={height}
          data={data}
          margin={{ ...margin, bottom }}
          accessibilityLayer
        >
          {xAxis(width)}
          <YAxis
            type="number"
            width={axisWidth}
            domain={[...y.domain]}
            ticks={[...y.ticks]}
            niceTicks="none"
            tickFormatter={(value: number) => y.format(value)}
            tick={YTick}
            interval={0}
            axisLine={false}
            tickLine={false}
          />
          <GridLines ticks={y.ticks} />
          {isLookedAt ? (
            <Tooltip
              isAnimationActive={false}
              position={{ y: 0 }}
              cursor={gridStroke}
              content={({ label }) => tooltip(label)}
            />
          ) : null}
          {layers.slice(0, drawn - 1)}
        </ComposedChart>
      )}
    </Box>
  );
}

/** What the words of the outermost ticks need. */
const margin = { top: 8, right: 24, left: 0 };
/** Of the vertical axis, and of all that is beside the plot, in pixels. */
const axisWidth = 62;
export const besidePlot = axisWidth + margin.right + margin.left;
