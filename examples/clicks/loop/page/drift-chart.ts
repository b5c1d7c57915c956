/** Drift by feature: a row each, a cell for each look, the darker the farther beyond the learned threshold. */
import { type Diary, eventsOf } from "../diary.ts";
import { sayTime } from "../say-time.ts";
import { bothWidths, type Frame, timeAxis } from "./frame.ts";
import { element, type Markup } from "./svg.ts";

interface Cell {
  readonly at: number;
  readonly value: number;
}

/** Upper bounds of the shades, in multiples of the threshold. */
const shades = [1, 2, 4, 8, Number.POSITIVE_INFINITY] as const;
const rowHeight = 20;

/** The chart, wide and narrow; what drifted most stands first. */
export function driftChart(diary: Diary): Markup[] {
  const looks = eventsOf(diary, "watched").map(({ at }) => at);
  const rows = rowsOf(diary);
  return bothWidths(diary, "Drift of each feature over six weeks", (frame) => {
    const step = frame.isNarrow ? rowHeight + 14 : rowHeight;
    const bottom = rows.length * step + 4;
    return {
      height: bottom + 28,
      content: [
        ...rows.map(([name, cells], index) => row({ name, cells, looks, y: index * step }, frame)),
        timeAxis(diary, frame, bottom),
      ],
    };
  });
}

function rowsOf(diary: Diary): [string, Cell[]][] {
  const rows = new Map<string, Cell[]>();
  for (const { at, readings } of eventsOf(diary, "watched"))
    for (const { monitor, subject, value } of readings)
      if (monitor === "drift" && value !== null)
        rows.set(subject, [...(rows.get(subject) ?? []), { at, value }]);
  const most = (cells: readonly Cell[]) => Math.max(...cells.map(({ value }) => value));
  return [...rows].toSorted(([, one], [, other]) => most(other) - most(one));
}

interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly looks: readonly number[];
  readonly y: number;
}

function row({ name, cells, looks, y }: Row, frame: Frame): Markup {
  const [first = 0, second = 0] = looks;
  const width = frame.x(second) - frame.x(first);
  const top = frame.isNarrow ? y + 14 : y;
  const marks = cells.map(({ at, value }) =>
    element(
      "rect",
      {
        class: `shade${shades.findIndex((bound) => value <= bound)}`,
        ...{ x: frame.x(at) - width, y: top, width: width - 0.4, height: rowHeight - 3 },
      },
      element("title", {}, `${sayTime(at)}: ${name} at ${value.toFixed(1)} × its threshold`),
    ),
  );
  const label = frame.isNarrow
    ? element("text", { class: "small", x: frame.left, y: y + 10 }, name)
    : element("text", { class: "small", x: frame.left - 6, y: y + 13, "text-anchor": "end" }, name);
  return element("g", {}, label, marks);
}

/** What the shades are. */
export function driftKey(): Markup {
  const names = ["within its threshold", "up to 2 ×", "up to 4 ×", "up to 8 ×", "beyond"];
  return element(
    "p",
    { class: "key" },
    names.map((name, shade) => [element("span", { class: `swatch box shade${shade}` }), ` ${name} `]),
  );
}
