/** Accuracy, measured and estimated with their bands, on one axis with versions, alerts and what happened. */
import { formatShare } from "../../../../src/cli/render/format.ts";
import { hourMs } from "../calendar.ts";
import type { Diary } from "../diary.ts";
import { firingSpans, readingsOf, rolloutSpans, type SeenReading, withBand } from "../evidence.ts";
import { type Moment, momentsOf } from "../moments.ts";
import { sayTime } from "../say-time.ts";
import { bothWidths, type Frame, timeAxis } from "./frame.ts";
import { ribbon, type Span, versionClass, versionSpans } from "./ribbons.ts";
import { element, type Markup, pathOf } from "./svg.ts";

const alertAt = 0.8;
const top = 118;
const plotHeight = { wide: 250, narrow: 220 } as const;

/** The chart, wide and narrow. */
export function accuracyChart(diary: Diary): Markup[] {
  const measured = readingsOf(diary, "quality");
  const estimated = readingsOf(diary, "estimatedAccuracy");
  const lows = [...measured, ...estimated].map(({ low, value }) => low ?? value);
  const least = Math.floor(Math.min(alertAt, ...lows) * 10) / 10;
  return bothWidths(diary, "Accuracy, measured and estimated, over six weeks", (frame) => {
    const height = plotHeight[frame.isNarrow ? "narrow" : "wide"];
    const y = (value: number) => top + ((1 - value) / (1 - least)) * height;
    const bottom = top + height;
    return {
      height: bottom + 32,
      content: [
        ribbon(frame, { title: "version", y: 4, spans: versionSpans(diary) }),
        ribbon(frame, { title: "alert", y: 26, spans: alertSpans(diary) }),
        ribbon(frame, { title: "rollout", y: 48, spans: stepSpans(diary) }),
        momentLines(frame, momentsOf(diary), bottom),
        grid(frame, y, least),
        alertLine(frame, y(alertAt)),
        series(frame, estimated, { name: "estimated", y }),
        series(frame, measured, { name: "measured", y }),
        timeAxis(diary, frame, bottom + 8),
      ],
    };
  });
}

function alertSpans(diary: Diary): readonly Span[] {
  return firingSpans(diary).map((span) => ({
    ...span,
    className: "firing",
    label: "firing",
    title: `firing from ${sayTime(span.from)} until somebody acknowledged it, ${sayTime(span.to)}`,
  }));
}

function stepSpans(diary: Diary): readonly Span[] {
  return rolloutSpans(diary).map(({ version, mode, share, from, to }) => {
    const label = mode === "shadow" ? "shadow" : formatShare(share).replace(".0", "");
    const title = `version ${version}: ${label} from ${sayTime(from)} to ${sayTime(to)}`;
    return { from, to, className: versionClass(version), label, title };
  });
}

function grid(frame: Frame, y: (value: number) => number, least: number): Markup {
  const shares = Array.from({ length: Math.round((1 - least) * 10) + 1 }, (_, index) => 1 - index / 10);
  const lines = shares.map((share) => [
    element("line", { class: "grid", x1: frame.left, x2: frame.right, y1: y(share), y2: y(share) }),
    element(
      "text",
      { class: "small", x: frame.left - 6, y: y(share) + 4, "text-anchor": "end" },
      `${Math.round(share * 100)}%`,
    ),
  ]);
  return element("g", {}, lines);
}

function alertLine(frame: Frame, y: number): Markup {
  return element(
    "g",
    {},
    element("line", { class: "bound", x1: frame.left, x2: frame.right, y1: y, y2: y }),
    element(
      "text",
      { class: "small bound-name", x: frame.left + 4, y: y + 13 },
      `alert below ${Math.round(alertAt * 100)}%`,
    ),
  );
}

interface SeriesOptions {
  readonly name: "measured" | "estimated";
  readonly y: (value: number) => number;
}

/** Looks farther apart than this have a gap between them. */
const gapMs = 30 * hourMs;

function series(frame: Frame, readings: readonly SeenReading[], { name, y }: SeriesOptions): Markup {
  const pieces = inPieces(readings);
  const bands = pieces.map((piece) => {
    const upper = piece.map(({ at, high, value }) => [frame.x(at), y(high ?? value)] as const);
    const lower = piece.map(({ at, low, value }) => [frame.x(at), y(low ?? value)] as const);
    return element("path", { class: `band ${name}`, d: `${pathOf([...upper, ...lower.toReversed()])}Z` });
  });
  const lines = pieces.map((piece) =>
    element("path", {
      class: `line ${name}`,
      d: pathOf(piece.map(({ at, value }) => [frame.x(at), y(value)])),
    }),
  );
  const dots = readings.map((reading) =>
    element(
      "circle",
      { class: `dot ${name}`, cx: frame.x(reading.at), cy: y(reading.value), r: frame.isNarrow ? 1.6 : 2.4 },
      element("title", {}, dotTitle(name, reading)),
    ),
  );
  return element("g", {}, bands, lines, dots);
}

function dotTitle(name: string, reading: SeenReading): string {
  const of = name === "measured" ? "labels" : "answers";
  return `${sayTime(reading.at)}: ${name} ${withBand(reading)}, version ${reading.version ?? "?"}, ${reading.count} ${of}`;
}

/** Parted where a version begins and where nothing was measured. */
function inPieces(readings: readonly SeenReading[]): SeenReading[][] {
  const pieces: SeenReading[][] = [];
  for (const reading of readings) {
    const last = pieces.at(-1)?.at(-1);
    const goesOn = last !== undefined && last.version === reading.version && reading.at - last.at <= gapMs;
    if (goesOn) pieces.at(-1)?.push(reading);
    else pieces.push([reading]);
  }
  return pieces;
}

/** A line down from its number to the axis; numbers that would touch take turns in two rows. */
function momentLines(frame: Frame, moments: readonly Moment[], bottom: number): Markup {
  let last = Number.NEGATIVE_INFINITY;
  let row = 0;
  const marks = moments.map(({ at, title, kind }, index) => {
    const x = frame.x(at);
    row = x - last < 20 ? (row + 1) % 3 : 0;
    last = x;
    const y = 78 + row * 15;
    return element(
      "g",
      { class: `moment ${kind}` },
      element("line", { x1: x, x2: x, y1: y + 6, y2: bottom + 8 }),
      element("circle", { cx: x, cy: y, r: 7.5 }),
      element("text", { x, y: y + 3.5, "text-anchor": "middle" }, String(index + 1)),
      element("title", {}, `${sayTime(at)}: ${title}`),
    );
  });
  return element("g", {}, marks);
}

/** What the lines are. */
export function accuracyKey(): Markup {
  return element(
    "p",
    { class: "key" },
    element("span", { class: "swatch measured" }),
    " measured, known two days after the visits, with its 95% interval ",
    element("span", { class: "swatch estimated" }),
    ` estimated from the scores alone, with its band; a point is a day's visits, alert below ${formatShare(alertAt)}`,
  );
}
