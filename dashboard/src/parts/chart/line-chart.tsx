/** The picture of a figure of lines. */
import { CompositeChart, type CompositeChartProps } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { type ReactNode, useId } from "react";
import type { Marker, Point, Series } from "./chart-data.ts";
import { ChartLayers } from "./chart-layers.tsx";
import { FigureTooltip } from "./figure-tooltip.tsx";
import type { LineFigureProps, XAxis } from "./line-figure-props.ts";
import { tickLabel, timeTicks } from "./time-ticks.ts";

interface LineChartProps extends LineFigureProps {
  readonly formatX: (value: number) => string;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly markers: readonly Marker[];
  /** The series that have an interval. */
  readonly banded: readonly Series[];
}

export function LineChart(props: LineChartProps): ReactNode {
  const { points, series, format, formatX, x, y = {}, gaps, markers, bounds = [], banded } = props;
  const hatch = useId().replaceAll(":", "");
  return (
    <CompositeChart
      h={props.height ?? 200}
      data={points.map((point) => rowOf(point, banded))}
      dataKey="x"
      series={[...banded.map(bandOf), ...series.map(lineOf)]}
      areaProps={({ name }) => (isBand(name) ? { strokeWidth: 0, dot: false, activeDot: false } : {})}
      curveType="linear"
      connectNulls={false}
      withDots={points.length <= 40}
      dotProps={{ r: 2.5, clipDot: false }}
      gridAxis="x"
      valueFormatter={(value) => format(value)}
      maxBarWidth={24}
      {...(x.kind === "number" ? { xAxisLabel: x.label } : {})}
      xAxisProps={xAxisOf(x, formatX)}
      yAxisProps={{ width: 62, domain: [y.from ?? "auto", y.to ?? "auto"] }}
      referenceLines={bounds.map(({ y: at, label }) => ({ y: at, color: "red.7", label }))}
      tooltipProps={{
        content: ({ label }) => (
          <FigureTooltip
            formatX={formatX}
            point={points.find((point) => point.x === label)}
            series={series}
            format={format}
          />
        ),
      }}
    >
      <Hatching id={hatch} />
      <ChartLayers from={x.from} to={x.to} gaps={gaps} markers={markers} hatch={hatch} />
    </CompositeChart>
  );
}

function Hatching({ id }: { readonly id: string }): ReactNode {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line y2="8" stroke="var(--mantine-color-dimmed)" strokeWidth="1.5" opacity="0.45" />
      </pattern>
    </defs>
  );
}

const bandEnd = " interval";
const isBand = (name: string) => name.endsWith(bandEnd);

function rowOf({ x, values, bands = {} }: Point, banded: readonly Series[]) {
  const intervals = banded.map(({ key }) => [key + bandEnd, bands[key] ?? null]);
  return { x, ...values, ...Object.fromEntries(intervals) };
}

type ChartSeries = CompositeChartProps["series"][number];

function bandOf({ key, color }: Series): ChartSeries {
  return { name: key + bandEnd, color, type: "area" };
}

function lineOf({ key, label, color, dash, shape = "line" }: Series): ChartSeries {
  return { name: key, label, color, type: shape, ...(dash === undefined ? {} : { strokeDasharray: dash }) };
}

function xAxisOf({ kind, from, to }: XAxis, formatX: (value: number) => string) {
  const common = { type: "number", domain: [from, to], allowDataOverflow: true } as const;
  return kind === "time"
    ? { ...common, ticks: timeTicks(from, to), tickFormatter: (at: number) => tickLabel(at, to - from) }
    : { ...common, tickFormatter: formatX };
}
