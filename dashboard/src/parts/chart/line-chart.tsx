/** The picture of a figure of lines. */
import { getThemeColor, type MantineTheme, useMantineTheme } from "@mantine/core";
import { type ReactElement, type ReactNode, useId } from "react";
import { Area, Curve, type CurveProps, Label, Line, XAxis } from "recharts";
import { formatUtc } from "../format.ts";
import { axisText, XTick } from "./axis-ticks.tsx";
import { barsLayer } from "./bars-layer.tsx";
import { happenedAt, type Marker, type Point, type Series } from "./chart-data.ts";
import { besidePlot, ChartFrame } from "./chart-frame.tsx";
import { ChartLayers } from "./chart-layers.tsx";
import { FigureTooltip } from "./figure-tooltip.tsx";
import type { XAxis as Axis, LineFigureProps } from "./line-figure-props.ts";
import { lonePath } from "./lone-path.ts";
import { numberTicks, valueAxis } from "./number-ticks.ts";
import { tickLabel, timeTicks } from "./time-ticks.ts";

interface LineChartProps extends LineFigureProps {
  readonly formatX: (value: number) => string;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly markers: readonly Marker[];
  /** The series that have an interval. */
  readonly banded: readonly Series[];
}

export function LineChart(props: LineChartProps): ReactNode {
  const { points, series, format, formatX, x, y = {}, gaps, markers, banded } = props;
  const theme = useMantineTheme();
  const hatch = useId().replaceAll(":", "");
  const hasDots = points.length <= mostDots;
  const happened =
    gaps.length + markers.length === 0
      ? []
      : [<ChartLayers key="what happened" {...{ from: x.from, to: x.to, gaps, markers, hatch }} />];
  return (
    <ChartFrame
      height={props.height ?? 200}
      data={points.map((point) => rowOf(point, banded))}
      bottom={x.kind === "number" ? 20 : 0}
      xAxis={(width) => horizontalAxis(x, { formatX, most: Math.floor((width - besidePlot) / tickWidth) })}
      y={{ ...valueAxis(valuesOf(points), y), format }}
      layers={[
        ...happened,
        ...banded.map((one) => bandOf(one, theme)),
        ...series.map((one) => seriesOf(one, { theme, hasDots })),
      ]}
      tooltip={(place) => (
        <FigureTooltip
          formatX={formatX}
          point={points.find((point) => point.x === place)}
          series={series}
          format={format}
          {...(x.kind === "time" ? { note: formatUtc } : {})}
          happened={happenedAt(Number(place), { markers, width: x.width })}
        />
      )}
    />
  );
}

/** With more points the dots are the line. */
const mostDots = 40;
/** The least from one tick to the next, in pixels. */
const tickWidth = 54;

const bandKey = (key: string) => `${key} interval`;

function rowOf(
  { x, values, bands = {} }: Point,
  banded: readonly Series[],
): Readonly<Record<string, unknown>> {
  const intervals = banded.map(({ key }) => [bandKey(key), bands[key] ?? null]);
  return { x, ...values, ...Object.fromEntries(intervals) };
}

function valuesOf(points: readonly Point[]): number[] {
  return points.flatMap(({ values, bands = {} }) =>
    [...Object.values(values), ...Object.values(bands).flat()].filter((value) => value !== null),
  );
}

const common = { isAnimationActive: false, connectNulls: false, type: "linear" } as const;

function bandOf({ key, color }: Series, theme: MantineTheme): ReactElement {
  return (
    <Area
      key={bandKey(key)}
      dataKey={bandKey(key)}
      fill={getThemeColor(color, theme)}
      fillOpacity={0.2}
      strokeWidth={0}
      dot={false}
      activeDot={false}
      {...common}
    />
  );
}

interface SeriesOptions {
  readonly theme: MantineTheme;
  readonly hasDots: boolean;
}

function seriesOf({ key, color, dash, shape }: Series, { theme, hasDots }: SeriesOptions): ReactElement {
  const paint = getThemeColor(color, theme);
  if (shape === "bar") return barsLayer({ key, fill: paint });
  return (
    <Line
      key={key}
      dataKey={key}
      stroke={paint}
      strokeWidth={2}
      dot={hasDots ? { r: 2.5, fill: paint, strokeWidth: 1, strokeDasharray: "none", clipDot: false } : false}
      activeDot={hasDots ? { r: 4, fill: paint } : false}
      {...(hasDots ? {} : { shape: withLonePoints })}
      {...(dash === undefined ? {} : { strokeDasharray: dash })}
      {...common}
    />
  );
}

/** The line, and what it cannot show: a value between two unknown ones. */
function withLonePoints(props: CurveProps): ReactElement {
  const lone = lonePath(props.points ?? []);
  return (
    <>
      <Curve {...props} />
      {lone === "" ? null : (
        <path d={lone} stroke={props.stroke} strokeWidth={5} strokeLinecap="round" fill="none" />
      )}
    </>
  );
}

interface HorizontalOptions {
  readonly formatX: (value: number) => string;
  /** So many ticks have room. */
  readonly most: number;
}

function horizontalAxis(
  { kind, label, from, to, isWhole }: Axis,
  { formatX, most }: HorizontalOptions,
): ReactElement {
  const isTime = kind === "time";
  return (
    <XAxis
      dataKey="x"
      type="number"
      domain={[from, to]}
      allowDataOverflow
      ticks={isTime ? timeTicks(from, to, most) : numberTicks(from, to, most, isWhole)}
      tickFormatter={isTime ? (at: number) => tickLabel(at, to - from) : formatX}
      tick={XTick}
      interval={0}
      niceTicks="none"
      axisLine={false}
      tickLine={false}
    >
      {isTime ? null : <Label value={label} position="insideBottom" offset={-14} {...axisText} />}
    </XAxis>
  );
}
