import type { VersionRecord } from "../../io/store/index.ts";
import type { Candidate, Packaged } from "../../stages/6-package/index.ts";
import { formatBytes, formatMetric, formatMicroseconds, formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** A version as `airworthy models` tells it. */
export interface ListedModel {
  readonly version: number;
  readonly alias: string | null;
  readonly passed: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly run: string;
  readonly path: string;
  /** How many entities that were erased since it learned from. */
  readonly learnedFromErased: number;
  /** What ships, as it was measured when it was built. */
  readonly shipped: Candidate | null;
}

/** `record` as it is listed. */
export function listedModel(
  record: VersionRecord,
  place: Pick<ListedModel, "alias" | "path" | "learnedFromErased">,
): ListedModel {
  const { version, passed, createdAt, run } = record;
  const { shipped: kind, candidates = [] } = (record.result ?? {}) as Partial<Packaged>;
  const shipped = candidates.find((candidate) => candidate.kind === kind) ?? null;
  return { version, passed, createdAt, run, ...place, shipped };
}

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
