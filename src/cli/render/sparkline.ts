/** Histograms in one line of characters. */

const levels = [..."▁▂▃▄▅▆▇█"];

/** One character a share, of which `most` is the highest; a dot where there is nothing. */
export function sparkline(shares: readonly number[], most: number): string {
  return shares
    .map((share) => {
      if (!(share > 0)) return "·";
      const level = Math.ceil((share / most) * levels.length) - 1;
      return levels[Math.min(levels.length - 1, Math.max(0, level))];
    })
    .join("");
}
