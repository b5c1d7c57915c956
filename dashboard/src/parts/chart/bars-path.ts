interface Bars {
  /** Of each bar, in pixels; a bar of no height is not drawn. */
  readonly heights: readonly number[];
  /** From one bar's left side to the next one's. */
  readonly step: number;
  /** Of a bar, at least half a pixel. */
  readonly width: number;
  /** Where the bars stand, from above. */
  readonly ground: number;
}

/** The bars of a histogram as one outline for an SVG path, each in the middle of its step. */
export function barsPath({ heights, step, width, ground }: Bars): string {
  const wide = Math.max(0.5, width);
  return heights
    .map((height, bar) =>
      height === 0 ? "" : `M${bar * step + (step - wide) / 2} ${ground}v${-height}h${wide}v${height}z`,
    )
    .join("");
}
