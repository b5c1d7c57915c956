/** The six weeks in characters: accuracy measured and estimated, and under it what was going on. */
import { type Canvas, pad, type StyleName } from "../../../src/cli/render/style.ts";
import { type Diary, eventsOf } from "./diary.ts";
import { firingSpans, readingsOf, rolloutSpans, type SeenReading } from "./evidence.ts";
import { sayDay } from "./say-time.ts";

const margin = 12;
const levels = { top: 1, step: 0.05 } as const;
const alertAt = 0.8;
const marks = { measured: "●", estimated: "○", both: "◉" } as const;

interface Plot {
  readonly diary: Diary;
  readonly canvas: Canvas;
  readonly columns: number;
  readonly columnOf: (at: number) => number;
}

/** A chart of at most the canvas's width. */
export function renderChart(diary: Diary, canvas: Canvas): string {
  const columns = canvas.width - margin - 1;
  const columnOf = (at: number) =>
    Math.min(columns - 1, Math.floor(((at - diary.from) / (diary.to - diary.from)) * columns));
  const plot: Plot = { diary, canvas, columns, columnOf };
  return [
    ...accuracyLines(plot),
    axisLine(plot),
    ...strips.map(({ title, cells }) => stripLine(title, cells(plot), plot)),
    "",
    canvas.paint("faint", `  accuracy of a day's visits: ${marks.measured} measured, known two days later`),
    canvas.paint(
      "faint",
      `  ${marks.estimated} estimated from the scores alone  ${marks.both} both  ┄ where the alert fires`,
    ),
  ].join("\n");
}

/** The newest value of each column. */
function valuesOf(readings: readonly SeenReading[], { columnOf }: Plot): ReadonlyMap<number, number> {
  return new Map(readings.map(({ at, value }) => [columnOf(at), value]));
}

function accuracyLines(plot: Plot): string[] {
  const measured = valuesOf(readingsOf(plot.diary, "quality"), plot);
  const estimated = valuesOf(readingsOf(plot.diary, "estimatedAccuracy"), plot);
  const level = (value: number) => Math.round((levels.top - value) / levels.step);
  const alert = level(alertAt);
  const lowest = Math.max(alert + 1, ...[...measured.values(), ...estimated.values()].map(level));
  return Array.from({ length: lowest + 1 }, (_, row) => {
    const share = `${Math.round((levels.top - row * levels.step) * 100)}%`;
    const isLabelled = row % 2 === 0;
    const cells = Array.from({ length: plot.columns }, (_, column) => {
      const at = (values: ReadonlyMap<number, number>) => {
        const value = values.get(column);
        return value !== undefined && level(value) === row;
      };
      return (
        markOf(at(measured), at(estimated), plot) ?? (row === alert ? plot.canvas.paint("faint", "┄") : " ")
      );
    });
    const line = `${pad(isLabelled ? share : "", margin - 2, "right")} ${isLabelled ? "┤" : "│"}${cells.join("")}`;
    return line.trimEnd();
  });
}

function markOf(isMeasured: boolean, isEstimated: boolean, { canvas: { paint } }: Plot): string | null {
  if (isMeasured && isEstimated) return paint("accent", marks.both);
  if (isMeasured) return paint("accent", marks.measured);
  return isEstimated ? marks.estimated : null;
}

/** A tick and a day each week. */
function axisLine({ diary, columns, columnOf }: Plot): string {
  const week = 7 * 86_400_000;
  const weeks = Math.floor((diary.to - diary.from) / week);
  const starts = Array.from({ length: weeks }, (_, index) => diary.from + index * week);
  const ticks = new Set(starts.map(columnOf));
  const rule = Array.from({ length: columns }, (_, column) => (ticks.has(column) ? "┴" : "─")).join("");
  let days = "";
  for (const at of starts) days = `${days.padEnd(columnOf(at))}${sayDay(at)}`;
  return `${" ".repeat(margin - 1)}└${rule}\n${" ".repeat(margin)}${days}`;
}

interface Cell {
  readonly text: string;
  readonly style?: StyleName;
}

interface Strip {
  readonly title: string;
  readonly cells: (plot: Plot) => ReadonlyMap<number, Cell>;
}

const shareMarks = [..."▁▂▃▄▅▆▇█"];

const strips: readonly Strip[] = [
  {
    title: "drift",
    cells(plot) {
      const most = new Map<number, number>();
      for (const { at, readings } of eventsOf(plot.diary, "watched"))
        for (const { monitor, value } of readings)
          if (monitor === "drift" && value !== null)
            most.set(plot.columnOf(at), Math.max(value, most.get(plot.columnOf(at)) ?? 0));
      return new Map(
        [...most].map(([column, value]) => [
          column,
          value > 1 ? { text: value > 3 ? "█" : "▄", style: "warn" as const } : { text: "·" },
        ]),
      );
    },
  },
  {
    title: "alert",
    cells(plot) {
      const cells = new Map<number, Cell>();
      for (const { from, to } of firingSpans(plot.diary))
        for (let column = plot.columnOf(from); column <= plot.columnOf(to - 1); column += 1)
          cells.set(column, { text: "▲", style: "bad" });
      return cells;
    },
  },
  {
    title: "rollout",
    cells(plot) {
      const cells = new Map<number, Cell>();
      for (const { mode, share, from, to, end } of rolloutSpans(plot.diary))
        for (let column = plot.columnOf(from); column <= plot.columnOf(to - 1); column += 1) {
          const text =
            mode === "shadow" ? "s" : (shareMarks[Math.ceil(share * shareMarks.length) - 1] ?? "█");
          cells.set(column, { text, style: end === "rolledBack" ? "bad" : "good" });
        }
      return cells;
    },
  },
  {
    title: "champion",
    cells: (plot) =>
      new Map(
        eventsOf(plot.diary, "watched").map(({ at, version }) => [
          plot.columnOf(at),
          { text: String(version % 10) },
        ]),
      ),
  },
  {
    title: "retrained",
    cells: (plot) =>
      new Map(
        eventsOf(plot.diary, "retrained").map(({ at, isPassed }) => [
          plot.columnOf(at),
          isPassed ? { text: "✓", style: "good" as const } : { text: "✗", style: "bad" as const },
        ]),
      ),
  },
];

function stripLine(title: string, cells: ReadonlyMap<number, Cell>, { columns, canvas }: Plot): string {
  const drawn = Array.from({ length: columns }, (_, column) => {
    const { text = " ", style } = cells.get(column) ?? {};
    return style === undefined ? text : canvas.paint(style, text);
  });
  return `${pad(title, margin - 2, "right")}  ${drawn.join("")}`.trimEnd();
}
