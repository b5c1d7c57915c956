import type { ListedModel } from "../../pipeline/list-models.ts";
import type { Candidate } from "../../stages/6-package/index.ts";
import { formatBytes, formatMetric, formatMicroseconds, formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** The versions as a table, as they come. */
export function renderModelList(models: readonly ListedModel[], canvas: Canvas): string {
  if (models.length === 0) return "No model yet: npx airworthy run makes one.\n";
  const columns = [
    { title: "version", align: "right" },
    { title: "alias" },
    { title: "gates" },
    { title: "built" },
    { title: "ships" },
    { title: "size", align: "right" },
    { title: "p99", align: "right" },
    { title: "measured" },
  ] as const;
  const rows = models.map(({ version, alias, passed, createdAt, shipped }) => [
    String(version),
    alias === null ? "" : canvas.paint("accent", alias),
    passed ? canvas.paint("good", "✓") : canvas.paint("bad", "✗ failed"),
    formatTime(createdAt).slice(5, 16),
    shipped?.kind ?? "–",
    shipped === null ? "–" : formatBytes(shipped.bytes),
    shipped === null ? "–" : formatMicroseconds(shipped.p99Us),
    shipped === null ? "–" : measured(shipped),
  ]);
  const learned = models
    .filter(({ learnedFromErased }) => learnedFromErased > 0)
    .map(
      ({ version, learnedFromErased }) =>
        `Version ${version} learned from entities that were erased since: ${learnedFromErased}.\n`,
    );
  return `${renderTable(columns, rows, canvas)}\n${learned.join("")}`;
}

function measured({ accuracy, rmse }: Candidate): string {
  if (accuracy !== null) return `accuracy ${formatMetric("accuracy", accuracy)}`;
  return rmse === null ? "–" : `RMSE ${formatMetric("rmse", rmse)}`;
}
