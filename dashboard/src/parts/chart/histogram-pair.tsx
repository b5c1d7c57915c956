import type { ReactNode } from "react";
import { barsPath } from "./bars-path.ts";

interface HistogramPairProps {
  readonly label: string;
  /** Shares of the same bins, before and now. */
  readonly before: readonly number[];
  readonly now: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

/** Two histograms in one: what was before as an outline, what is now filled. */
export function HistogramPair({
  label,
  before,
  now,
  width = 160,
  height = 36,
}: HistogramPairProps): ReactNode {
  const most = Math.max(...before, ...now, 1e-9);
  const step = width / Math.max(1, before.length);
  const tall = (share: number) => ((height - 3) * share) / most;
  const top = (share: number) => height - 1 - tall(share);
  const outline = before.map(
    (share, bin) => `L${bin * step} ${top(share)} L${(bin + 1) * step} ${top(share)}`,
  );
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: "block" }}>
      <path
        d={barsPath({ heights: now.map(tall), step, width: step - 1, ground: height - 1 })}
        fill="var(--mantine-color-blue-filled)"
        opacity="0.55"
      />
      <path
        d={`M0 ${height - 1} ${outline.join(" ")} L${width} ${height - 1}`}
        fill="none"
        stroke="var(--mantine-color-text)"
        strokeWidth="1.25"
      />
    </svg>
  );
}

/** Counts as shares of their sum; all zero where there are none. */
export function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
