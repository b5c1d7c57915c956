/** Shares of the same bins, of several groups side by side. */
import { getThemeColor, useMantineTheme } from "@mantine/core";
import type { ReactNode } from "react";
import { XAxis } from "recharts";
import { InTurn } from "../in-turn.tsx";
import { XTick } from "./axis-ticks.tsx";
import { barsLayer } from "./bars-layer.tsx";
import type { Point, Series } from "./chart-data.ts";
import { besidePlot, ChartFrame } from "./chart-frame.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { FigureTooltip } from "./figure-tooltip.tsx";
import { valueAxis } from "./number-ticks.ts";

interface BarChartProps {
  /** What the bins are called. */
  readonly bins: readonly string[];
  /** The value of a group in each bin, by the group's key. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly groups: readonly Omit<Series, "shape">[];
  readonly format: (value: number) => string;
  readonly height: number;
}

export function BarChart({ bins, values, groups, format, height }: BarChartProps): ReactNode {
  const theme = useMantineTheme();
  const series = groups.map((group) => ({ ...group, shape: "bar" as const }));
  const points = bins.map((_, x): Point => {
    return { x, values: Object.fromEntries(groups.map(({ key }) => [key, values[key]?.[x] ?? 0])) };
  });
  return (
    <>
      <InTurn height={height}>
        <ChartFrame
          height={height}
          data={[{ x: -0.5 }, ...points.map(({ x, values: at }) => ({ x, ...at })), { x: bins.length - 0.5 }]}
          xAxis={(width) => (
            <XAxis
              dataKey="x"
              type="number"
              domain={[-0.5, bins.length - 0.5]}
              ticks={labelled(bins, width - besidePlot)}
              tickFormatter={(at: number) => bins[at] ?? ""}
              tick={XTick}
              interval={0}
              niceTicks="none"
              axisLine={false}
              tickLine={false}
            />
          )}
          y={{ ...valueAxis(Object.values(values).flat(), { from: 0 }), format }}
          layers={groups.map(({ key, color }, at) =>
            barsLayer({ key, fill: getThemeColor(color, theme), at, of: groups.length }),
          )}
          tooltip={(place) => (
            <FigureTooltip
              formatX={(at) => bins[at] ?? ""}
              point={points[Number(place)]}
              series={series}
              format={format}
            />
          )}
        />
      </InTurn>
      <ChartLegend series={series} markers={[]} hasGaps={false} hasBands={false} />
    </>
  );
}

/** Of a character, about, and between two labels, in pixels. */
const [characterWidth, labelGap] = [7, 10];

/** The bins whose label has room: each, or each second, third…; none that would reach out of the chart. */
function labelled(bins: readonly string[], width: number): number[] {
  const longest = Math.max(1, ...bins.map((bin) => bin.length)) * characterWidth + labelGap;
  const step = width / bins.length;
  const every = Math.max(1, Math.ceil(longest / step));
  const room = width + labelGap;
  return bins.flatMap((_, at) => (at % every === 0 && (at + 0.5) * step + longest / 2 <= room ? [at] : []));
}
