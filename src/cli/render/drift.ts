import { type DriftState, sharesOf } from "../../core/drift/index.ts";
import type { WindowOf } from "../../core/profile/index.ts";
import type { DriftReport, SubjectDrift } from "../../stages/8-monitor/index.ts";
import { formatCount, formatNumber, formatShare, formatTime } from "./format.ts";
import { sparkline } from "./sparkline.ts";
import { type Canvas, flow, type StyleName, section, wrap } from "./style.ts";
import { renderTable } from "./table.ts";

export interface DriftPage {
  readonly model: { readonly name: string; readonly version: number };
  /** The window of live rows, or the file. */
  readonly window: WindowOf | null;
  readonly file: string | null;
  /** Rows of the file that could not be predicted. */
  readonly rejected: number;
  readonly report: DriftReport;
}

const states: Readonly<Record<DriftState, { readonly word: string; readonly style: StyleName }>> = {
  drift: { word: "✗ drift", style: "bad" },
  possible: { word: "? possible", style: "warn" },
  ok: { word: "✓ ok", style: "good" },
  notEnoughData: { word: "– not enough data", style: "faint" },
};

/** The page as plain data: bins by their edges or values. */
export function driftDocument({ report, ...page }: DriftPage): object {
  const subjects = report.subjects.map(({ profile, ...subject }) => ({
    ...subject,
    bins:
      profile.kind === "number"
        ? { edges: profile.bins.edges }
        : profile.kind === "category"
          ? { values: profile.values.map(({ value }) => value) }
          : null,
  }));
  return { ...page, report: { ...report, subjects } };
}

/** What drifted with its picture, then every subject in a table. */
export function renderDrift(page: DriftPage, canvas: Canvas): string {
  const { report } = page;
  if (report.subjects.length === 0)
    return `Version ${page.model.version} predicted no row ${spanOf(page)}: there is nothing to compare.\n`;
  const moved = report.subjects.filter(({ sentence }) => sentence !== "");
  const learned =
    report.referenceWindows > 0
      ? `thresholds learned from ${report.referenceWindows} windows of its baseline`
      : "thresholds by chance alone: its package has no reference windows";
  return `${[
    flow(
      `${formatCount(report.rows)} rows ${spanOf(page)} against the baseline of ${page.model.name} version ${page.model.version}`,
      canvas,
    ),
    canvas.paint(
      "faint",
      flow(`${learned}; nothing is said of fewer than ${formatCount(report.leastCount)} values`, canvas),
    ),
    ...(page.rejected === 0 ? [] : [`${formatCount(page.rejected)} rows of the file could not be predicted`]),
    "",
    ...(moved.length === 0
      ? []
      : [section(canvas, "What changed", moved.map((one) => picture(one, canvas)).join("\n\n")), ""]),
    section(canvas, "Every column, feature and prediction", renderSubjects(report.subjects, canvas)),
  ].join("\n")}\n`;
}

function spanOf({ window, file }: DriftPage): string {
  return window === null ? `of ${file}` : `from ${formatTime(window.from)} to ${formatTime(window.to)}`;
}

/** Both histograms, one under the other, in the same scale. */
function picture({ sentence, state, baseline, window }: SubjectDrift, canvas: Canvas): string {
  const { word, style } = states[state];
  const lines = wrap(sentence, canvas.width - 4).map((line) => `    ${line}`);
  const [before, now] = [sharesOf(baseline.counts), sharesOf(window.counts)];
  const most = Math.max(...before, ...now);
  const drawn = Number.isFinite(most)
    ? [`    before  ${sparkline(before, most)}`, `    now     ${sparkline(now, most)}`]
    : [];
  return [
    `  ${canvas.paint(style, word)}`,
    ...lines,
    ...drawn.map((line) => canvas.paint("accent", line)),
  ].join("\n");
}

function renderSubjects(subjects: readonly SubjectDrift[], canvas: Canvas): string {
  const rows = subjects.map(({ name, role, state, values, missing, importance, window }) => [
    name,
    role,
    states[state].word,
    values === null ? "" : formatNumber(values.distance),
    values === null ? "" : formatNumber(values.threshold),
    missing === null ? "" : formatShare(window.missing / window.rows),
    importance === null || role === "prediction" ? "" : formatShare(importance),
  ]);
  const columns = [
    { title: "name", atMost: 24 },
    { title: "role" },
    { title: "state" },
    { title: "distance", align: "right" },
    { title: "beyond", align: "right" },
    { title: "missing", align: "right" },
    { title: "importance", align: "right" },
  ] as const;
  return renderTable(columns, rows, canvas);
}
