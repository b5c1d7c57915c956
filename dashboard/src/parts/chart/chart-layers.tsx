import { getThemeColor, useMantineTheme } from "@mantine/core";
import type { ReactNode } from "react";
import { usePlotArea, useXAxisScale, ZIndexLayer } from "recharts";
import type { Marker } from "./chart-data.ts";

interface ChartLayersProps {
  /** The x axis. */
  readonly from: number;
  readonly to: number;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly markers: readonly Marker[];
  /** The id of the pattern that gaps are filled with. */
  readonly hatch: string;
}

/**
 * What happened, and where there is not enough to say, drawn over a chart. Each of Recharts' own lines and areas makes the
 * whole chart think again: a hundred alerts froze the page for seconds.
 */
export function ChartLayers({ from, to, gaps, markers, hatch }: ChartLayersProps): ReactNode {
  const area = usePlotArea();
  const scale = useXAxisScale();
  const theme = useMantineTheme();
  const isThere = Number.isFinite; // an axis has no places before its chart has a width
  if (area === undefined || scale === undefined) return null;
  const place = (x: number) => Number(scale(x) ?? Number.NaN);
  const kinds = Map.groupBy(markers, ({ color, dash = "3 3" }) => `${color}|${dash}`);
  return (
    <g>
      <Hatching id={hatch} />
      {gaps.map((gap) => {
        const [left, right] = [place(Math.max(gap.from, from)), place(Math.min(gap.to, to))];
        return isThere(left) && isThere(right) ? (
          <rect
            key={gap.from}
            x={left}
            y={area.y}
            width={Math.max(0, right - left)}
            height={area.height}
            fill={`url(#${hatch})`}
          />
        ) : null;
      })}
      <ZIndexLayer zIndex={overBars}>
        {[...kinds].map(([kind, own]) => (
          <path
            key={kind}
            d={[...new Set(own.map(({ x }) => Math.round(place(x))))]
              .filter(isThere)
              .map((x) => `M${x + 0.5} ${area.y}v${area.height}`)
              .join("")}
            stroke={getThemeColor(own[0]?.color, theme)}
            strokeDasharray={own[0]?.dash ?? "3 3"}
            fill="none"
            data-markers={own.length}
          />
        ))}
      </ZIndexLayer>
    </g>
  );
}

/** Bars are drawn at 100, lines at 400. */
const overBars = 200;

function Hatching({ id }: { readonly id: string }): ReactNode {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line y2="8" stroke="var(--mantine-color-dimmed)" strokeWidth="1.5" opacity="0.45" />
      </pattern>
    </defs>
  );
}
