/** Training and validation loss by epoch, drawn in characters. */
import type { EpochReport } from "../../core/progress.ts";
import { formatNumber } from "./format.ts";
import { type Canvas, pad } from "./style.ts";

const height = 7;
const marks = { train: "●", validation: "○", both: "◉" } as const;

/** A chart of at most the canvas's width; epochs that have no room of their own are left out evenly. */
export function renderLossChart(epochs: readonly EpochReport[], canvas: Canvas): string {
  const shown = thin(epochs, Math.min(64, canvas.width - 14));
  const losses = shown.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const level = (loss: number) =>
    high === low ? 0 : Math.round(((high - loss) / (high - low)) * (height - 1));
  const step = Math.max(1, Math.min(8, Math.floor((canvas.width - 14) / shown.length)));
  const labels = [formatNumber(high), formatNumber(low)];
  const margin = Math.max(...labels.map((label) => label.length));
  const lines = Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? labels[0] : row === height - 1 ? labels[1] : "";
    const points = shown.map((epoch) => pad(markAt(epoch, row, level), step)).join("");
    return `  ${pad(label ?? "", margin, "right")} ${label === "" ? "│" : "┤"} ${points}`.trimEnd();
  });
  const axis = `  ${" ".repeat(margin)} └${"─".repeat(step * shown.length + 1)}`;
  const legend = `loss by epoch: ${marks.train} training  ${marks.validation} validation  ${marks.both} both`;
  return [
    ...lines,
    axis,
    `  ${" ".repeat(margin)}   ${epochLabels(shown, step)}`.trimEnd(),
    canvas.paint("faint", `  ${legend}`),
  ].join("\n");
}

function markAt(epoch: EpochReport, row: number, level: (loss: number) => number): string {
  const train = level(epoch.trainLoss) === row;
  const validation = level(epoch.validationLoss) === row;
  if (train && validation) return marks.both;
  if (train) return marks.train;
  return validation ? marks.validation : " ";
}

function epochLabels(shown: readonly EpochReport[], step: number): string {
  const width = String(shown.at(-1)?.epoch ?? 0).length + 1;
  const every = Math.ceil(width / step);
  return shown
    .map(({ epoch }, index) => (index % every === 0 ? pad(String(epoch), step * every) : ""))
    .join("");
}

/** At most `limit` of the epochs, the first and the last among them. */
function thin(epochs: readonly EpochReport[], limit: number): readonly EpochReport[] {
  if (epochs.length <= limit) return epochs;
  const step = (epochs.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => epochs[Math.round(index * step)]).filter(
    (epoch) => epoch !== undefined,
  );
}
