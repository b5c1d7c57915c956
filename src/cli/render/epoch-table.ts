import type { EpochReport } from "../../core/progress.ts";
import { formatNumber, formatShare } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable, type TableColumn } from "./table.ts";

export interface EpochTableOptions {
  /** The epoch whose weights were kept. */
  readonly best: number;
  /** Lines at most; the first, the best and the last epochs are always among them. */
  readonly atMost?: number;
}

/** Loss and accuracy by epoch, from before the first, and what each means. */
export function renderEpochs(
  epochs: readonly EpochReport[],
  canvas: Canvas,
  { best, atMost = 12 }: EpochTableOptions,
): string {
  const isClassifier = epochs.some(({ validationAccuracy }) => validationAccuracy !== null);
  const columns: TableColumn[] = [
    { title: "epoch", align: "right" },
    { title: "train loss", align: "right" },
    ...(isClassifier ? [{ title: "accuracy", align: "right" } as const] : []),
    { title: "valid. loss", align: "right" },
    ...(isClassifier ? [{ title: "accuracy", align: "right" } as const] : []),
    { title: "what it means", flexible: true },
  ];
  const rows = chosen(epochs, best, atMost).map((report) => [
    `${report.epoch === best ? "* " : ""}${report.epoch}`,
    formatNumber(report.trainLoss),
    ...(isClassifier ? [shareOrNone(report.trainAccuracy)] : []),
    formatNumber(report.validationLoss),
    ...(isClassifier ? [shareOrNone(report.validationAccuracy)] : []),
    report.note,
  ]);
  const left = epochs.length - rows.length;
  const note = left === 0 ? "" : ` ${left} more epochs: airworthy show <run> --json.`;
  return `${renderTable(columns, rows, canvas)}\n${canvas.paint("faint", `  * kept: the lowest validation loss.${note}`)}`;
}

function shareOrNone(share: number | null): string {
  return share === null ? "–" : formatShare(share);
}

function chosen(epochs: readonly EpochReport[], best: number, atMost: number): readonly EpochReport[] {
  if (epochs.length <= atMost) return epochs;
  const step = (epochs.length - 1) / (atMost - 2);
  const wanted = new Set([epochs.findIndex(({ epoch }) => epoch === best)]);
  for (let index = 0; index < atMost - 1; index++) wanted.add(Math.round(index * step));
  return epochs.filter((_, index) => wanted.has(index));
}
