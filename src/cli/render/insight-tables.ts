/** What a model is good and bad at: slices, importance, and the champion beside it. */
import type { ChampionComparison, Importance, SliceReport } from "../../stages/5-validate/index.ts";
import { bar } from "./bar.ts";
import { formatCount, formatNumber } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** Each slice with its rows and its metric; the worst that were found are marked. */
export function renderSlices(slices: readonly SliceReport[], canvas: Canvas): string {
  if (slices.length === 0) return canvas.paint("faint", "  none");
  const rows = slices.map(({ name, rows, metric, declared }) => [
    name,
    formatCount(rows),
    formatNumber(metric.value),
    `${formatNumber(metric.low)} to ${formatNumber(metric.high)}`,
    declared ? "" : "found: among the worst",
  ]);
  const columns = [
    { title: "slice", atMost: 32 },
    { title: "rows", align: "right" },
    { title: "metric", align: "right" },
    { title: "95% interval", align: "right" },
    { title: "" },
  ] as const;
  return renderTable(columns, rows, canvas);
}

/** Each input with how much the loss rises without it, the greatest first. */
export function renderImportance(importance: readonly Importance[], canvas: Canvas): string {
  if (importance.length === 0) return canvas.paint("faint", "  not measured");
  const sorted = importance.toSorted((a, b) => b.lossIncrease.value - a.lossIncrease.value);
  const greatest = Math.max(1e-12, sorted[0]?.lossIncrease.value ?? 0);
  const rows = sorted.map(({ input, lossIncrease: { value, low, high } }) => [
    input,
    formatNumber(value),
    `${formatNumber(low)} to ${formatNumber(high)}`,
    bar(value / greatest, 20),
  ]);
  const columns = [
    { title: "input", atMost: 28 },
    { title: "loss rises by", align: "right" },
    { title: "95% interval", align: "right" },
    { title: "" },
  ] as const;
  return renderTable(columns, rows, canvas);
}

const verdicts = {
  better: { style: "good", word: "than" },
  "not distinguishable": { style: "faint", word: "from" },
  worse: { style: "bad", word: "than" },
} as const satisfies Record<ChampionComparison["verdict"], object>;

/** The paired comparison with the champion, in words. */
export function renderChampion(comparison: ChampionComparison, { paint }: Canvas): string {
  const { version, verdict, lossDifference, worseSlices } = comparison;
  const { value, low, high } = lossDifference;
  const { style, word } = verdicts[verdict];
  const slices = worseSlices.length === 0 ? "" : `\n  worse on: ${worseSlices.join(", ")}`;
  const numbers = `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`;
  return `  ${paint(style, verdict)} ${word} version ${version}: loss differs by ${numbers}${slices}`;
}
