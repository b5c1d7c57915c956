import type { PredictedFile, Prediction, Predictions, RejectedRow } from "../../stages/7-serve/index.ts";
import { formatCount, formatNumber, formatShare } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** What a file of predictions holds of each row; a regression has no probability. */
export type PredictionLine = Pick<Prediction, "row" | "prediction"> &
  Partial<Pick<Prediction, "event" | "probability">>;

const shownRows = 20;

/** Predictions as a sentence for one row, as a table for several; then what was refused. */
export function renderPredictions({ predictions, rejected }: Predictions, canvas: Canvas): string {
  const [only] = predictions;
  const body =
    predictions.length === 1 && only !== undefined
      ? renderOne(only, canvas)
      : renderPredictionTable(predictions, canvas);
  return `${[body, ...rejectedSection(rejected, rejected.length, canvas)].join("\n\n")}\n`;
}

/** What became of a file: counts, the first predictions where they were not written elsewhere, and what was refused. */
export function renderPredictedFile(
  { rows, predicted, rejected, firstRejected }: PredictedFile,
  lines: readonly PredictionLine[],
  output: string | null,
  canvas: Canvas,
): string {
  const counts = `${formatCount(predicted)} of ${formatCount(rows)} rows predicted, ${formatCount(rejected)} refused`;
  const where = output === null ? "" : `; written to ${output}`;
  return `${[
    `${counts}${where}`,
    ...(output === null ? [renderPredictionTable(lines, canvas)] : []),
    ...rejectedSection(firstRejected, rejected, canvas),
  ].join("\n\n")}\n`;
}

function renderOne({ prediction, probability, threshold, model }: Prediction, { paint }: Canvas): string {
  const share = probability === null ? "" : `  probability ${formatShare(probability)}`;
  const bound = threshold === null ? "" : ` (true from ${formatShare(threshold)} on)`;
  return `${paint("title", formatAnswer(prediction))}${share}${bound}\n${paint("faint", `${model.name}, version ${model.version}`)}`;
}

function renderPredictionTable(predictions: readonly PredictionLine[], canvas: Canvas): string {
  const columns = [
    { title: "row", align: "right" },
    { title: "event", atMost: 24 },
    { title: "prediction", atMost: 24 },
    { title: "probability", align: "right" },
  ] as const;
  const rows = predictions
    .slice(0, shownRows)
    .map(({ row, event = null, prediction, probability = null }) => [
      formatCount(row),
      event === null ? "–" : String(event),
      formatAnswer(prediction),
      probability === null ? "–" : formatShare(probability),
    ]);
  const more = predictions.length - rows.length;
  const table = renderTable(columns, rows, canvas);
  return more <= 0
    ? table
    : `${table}\n${canvas.paint("faint", `  ${formatCount(more)} more: --json or --output <file> gives all`)}`;
}

export function formatAnswer(prediction: Prediction["prediction"]): string {
  return typeof prediction === "number" ? formatNumber(prediction, 4) : String(prediction);
}

function rejectedSection(rejected: readonly RejectedRow[], total: number, canvas: Canvas): string[] {
  if (rejected.length === 0) return [];
  const columns = [
    { title: "row", align: "right" },
    { title: "field", atMost: 20 },
    { title: "refused by", flexible: true },
    { title: "value", atMost: 20 },
  ] as const;
  const rows = rejected
    .slice(0, shownRows)
    .map(({ row, field, rule, value }) => [formatCount(row), field ?? "–", rule, value ?? "–"]);
  const shown = rows.length < total ? `, the first ${rows.length} of ${formatCount(total)}` : "";
  return [`${canvas.paint("title", `Refused rows${shown}`)}\n${renderTable(columns, rows, canvas)}`];
}
