/** Bars in characters. */

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `share` (0 to 1) of `width` characters, in steps of an eighth. */
export function bar(share: number, width: number): string {
  const clipped = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const units = Math.round(clipped * width * 8);
  return "█".repeat(Math.floor(units / 8)) + (eighths[units % 8] ?? "");
}
