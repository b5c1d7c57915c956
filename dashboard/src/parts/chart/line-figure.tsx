/** Lines over time or any other number, with their intervals, what happened, and where there is not enough to say. */
import type { ReactNode } from "react";
import { formatTick, formatTime } from "../format.ts";
import { InTurn } from "../in-turn.tsx";
import { gapsOf, happenedAt, summarise } from "./chart-data.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { cellOf } from "./figure-tooltip.tsx";
import { LineChart } from "./line-chart.tsx";
import type { LineFigureProps } from "./line-figure-props.ts";

export function LineFigure(props: LineFigureProps): ReactNode {
  const { title, points, series, format, x, markers = [] } = props;
  const formatX = x.kind === "time" ? (value: number) => formatTime(value) : (x.format ?? formatTick);
  const gaps = x.width === undefined ? [] : gapsOf(points, x.width);
  const inside = markers.filter((marker) => marker.x >= x.from && marker.x <= x.to);
  const banded = series.filter(({ key }) => points.some(({ bands }) => bands?.[key] != null));
  const columns = [
    { title: x.label, align: "left" as const, cell: (row: number) => formatX(points[row]?.x ?? 0) },
    ...series.map(({ key, label }) => ({
      title: label,
      cell: (row: number) => cellOf(points[row], key, format),
    })),
    ...(inside.length === 0
      ? []
      : [
          {
            title: "What happened",
            align: "left" as const,
            cell: (row: number) =>
              happenedAt(points[row]?.x ?? 0, { markers: inside, width: x.width }).join("; "),
          },
        ]),
  ];
  const legend = (
    <ChartLegend series={series} markers={inside} hasGaps={gaps.length > 0} hasBands={banded.length > 0} />
  );
  return (
    <ChartFigure
      title={title}
      summary={props.summary ?? summarise(points, series, { format, place: x.label.toLowerCase() })}
      rows={points.length}
      columns={columns}
      legend={legend}
    >
      <InTurn height={props.height ?? 200}>
        <LineChart {...props} formatX={formatX} gaps={gaps} markers={inside} banded={banded} />
      </InTurn>
    </ChartFigure>
  );
}
