import { Sparkline } from "@mantine/charts";
import "@mantine/charts/styles.css";
import type { ReactNode } from "react";

interface SparkProps {
  /** In the order of time; null where there is not enough to say. */
  readonly values: readonly (number | null)[];
}

/** How a figure went, without axes: its card says the newest in words. */
export function Spark({ values }: SparkProps): ReactNode {
  return (
    <Sparkline
      h={36}
      data={[...values]}
      color="blue.6"
      curveType="linear"
      connectNulls={false}
      strokeWidth={1.5}
      fillOpacity={0.25}
      inert
      aria-hidden
      areaProps={{ isAnimationActive: false }}
    />
  );
}
