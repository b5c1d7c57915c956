import type { ReactNode } from "react";
import { sparkPaths } from "./spark-paths.ts";

interface SparkProps {
  /** In the order of time; null where there is not enough to say. */
  readonly values: readonly (number | null)[];
}

const [width, height] = [200, 36];

/** How a figure went, without axes: its card says the newest in words. As wide as its place. */
export function Spark({ values }: SparkProps): ReactNode {
  const { line, area } = sparkPaths(values, { width, height });
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ display: "block", color: "var(--mantine-color-blue-6)" }}
    >
      <path d={area} fill="currentColor" opacity="0.2" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
