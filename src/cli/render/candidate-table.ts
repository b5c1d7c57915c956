import type { Candidate, CandidateKind } from "../../stages/6-package/index.ts";
import { formatBytes, formatMicroseconds, formatNumber, formatShare } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** What was measured of each candidate, and why it ships or does not. */
export function renderCandidates(
  candidates: readonly Candidate[],
  shipped: CandidateKind,
  canvas: Canvas,
): string {
  const isClassifier = candidates.some(({ accuracy }) => accuracy !== null);
  const columns = [
    { title: "candidate" },
    { title: "size", align: "right" },
    { title: "p50", align: "right" },
    { title: "p99", align: "right" },
    { title: isClassifier ? "accuracy" : "RMSE", align: "right" },
    { title: "verdict", flexible: true },
  ] as const;
  const rows = candidates.map((candidate) => [
    `${candidate.kind === shipped ? "▶ " : "  "}${candidate.kind}`,
    formatBytes(candidate.bytes),
    formatMicroseconds(candidate.p50Us),
    formatMicroseconds(candidate.p99Us),
    quality(candidate),
    candidate.verdict,
  ]);
  return renderTable(columns, rows, canvas);
}

function quality({ accuracy, rmse }: Candidate): string {
  if (accuracy !== null) return formatShare(accuracy);
  return rmse === null ? "–" : formatNumber(rmse);
}
