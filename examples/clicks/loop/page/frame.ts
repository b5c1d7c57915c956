/** What the charts have in common: one axis of time, drawn for a wide and for a narrow page. */
import { weeks } from "../calendar.ts";
import type { Diary } from "../diary.ts";
import { sayDay } from "../say-time.ts";
import { element, type Markup } from "./svg.ts";

export interface Frame {
  readonly width: number;
  /** Where the time begins and ends. */
  readonly left: number;
  readonly right: number;
  readonly isNarrow: boolean;
  /** Of epoch milliseconds. */
  readonly x: (at: number) => number;
}

export const widths = { wide: 760, narrow: 340 } as const;

export function frameOf({ from, to }: Pick<Diary, "from" | "to">, size: keyof typeof widths): Frame {
  const width = widths[size];
  const isNarrow = size === "narrow";
  const [left, right] = [isNarrow ? 50 : 128, width - 8];
  return { width, left, right, isNarrow, x: (at) => left + ((at - from) / (to - from)) * (right - left) };
}

/** A mark and a day at the beginning of each week; every other on a narrow page. */
export function timeAxis({ from }: Pick<Diary, "from">, frame: Frame, y: number): Markup {
  const starts = Array.from({ length: weeks + 1 }, (_, week) => from + week * 7 * 86_400_000);
  const ticks = starts.map((at, week) => {
    const isLabelled = !frame.isNarrow || week % 2 === 0;
    const anchor = week === weeks ? "end" : week === 0 ? "start" : "middle";
    return [
      element("line", { class: "tick", x1: frame.x(at), x2: frame.x(at), y1: y, y2: y + 5 }),
      isLabelled
        ? element("text", { class: "small", x: frame.x(at), y: y + 18, "text-anchor": anchor }, sayDay(at))
        : "",
    ];
  });
  const line = element("line", { class: "tick", x1: frame.left, x2: frame.right, y1: y, y2: y });
  return element("g", {}, line, ticks);
}

/** The chart twice; the page shows the one that fits. */
export function bothWidths(
  diary: Diary,
  title: string,
  draw: (frame: Frame) => { readonly height: number; readonly content: readonly Markup[] },
): Markup[] {
  return (["wide", "narrow"] as const).map((size) => {
    const frame = frameOf(diary, size);
    const { height, content } = draw(frame);
    return element(
      "svg",
      { class: size, viewBox: `0 0 ${frame.width} ${height}`, role: "img", "aria-label": title },
      ...content,
    );
  });
}
