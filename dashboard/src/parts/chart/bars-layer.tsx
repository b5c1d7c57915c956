/** Bars in one path: the library's own are a component each, and a hundred of them freeze the page. */
import type { ReactElement, ReactNode } from "react";
import { Area, usePlotArea } from "recharts";

interface BarsLayerOptions {
  /** In the data, which has at least two rows. */
  readonly key: string;
  readonly fill: string;
  /** Which of so many bars at one place it is. */
  readonly at?: number;
  readonly of?: number;
}

/** The bars stand on the foot of the chart. */
export function barsLayer({ key, fill, at = 0, of = 1 }: BarsLayerOptions): ReactElement {
  return (
    <Area
      key={key}
      dataKey={key}
      fill={fill}
      dot={false}
      activeDot={false}
      isAnimationActive={false}
      shape={({ points }) => <Bars points={points ?? []} fill={fill} at={at} of={of} />}
    />
  );
}

interface BarsProps extends Required<Omit<BarsLayerOptions, "key">> {
  /** In pixels. */
  readonly points: readonly { readonly x: number | null; readonly y: number | null }[];
}

const widest = 24;

function Bars({ points, fill, at, of }: BarsProps): ReactNode {
  const area = usePlotArea();
  if (area === undefined) return null;
  const foot = area.y + area.height;
  const step = Math.min(...points.slice(1).map(({ x }, before) => (x ?? 0) - (points[before]?.x ?? 0)));
  const width = Math.min(widest, (0.8 * step) / of);
  const bars = points.flatMap(({ x, y }) => {
    const isThere = x !== null && y !== null && Number.isFinite(x + y) && y < foot;
    return isThere
      ? [`M${(x + width * (at - of / 2)).toFixed(1)} ${foot}V${y}h${width.toFixed(1)}V${foot}Z`]
      : [];
  });
  return <path d={bars.join("")} fill={fill} data-bars={bars.length} />;
}
