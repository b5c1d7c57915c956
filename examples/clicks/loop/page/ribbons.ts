/** Ribbons above a chart: which version was champion when, and when something was on. */
import { type Diary, eventsOf } from "../diary.ts";
import { sayTime } from "../say-time.ts";
import type { Frame } from "./frame.ts";
import { element, type Markup } from "./svg.ts";

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly className: string;
  readonly label: string;
  readonly title: string;
}

export interface RibbonOptions {
  readonly title: string;
  readonly y: number;
  readonly spans: readonly Span[];
}

const height = 16;
/** Of a character of a label. */
const characterWidth = 6.6;

/** Spans on one line; one that has no room for its label says it when pointed at. */
export function ribbon(frame: Frame, { title, y, spans }: RibbonOptions): Markup {
  const parts = spans.map(({ from, to, className, label, title: told }) => {
    const [x, end] = [frame.x(from), frame.x(to)];
    const fits = end - x > (label.length + 1) * characterWidth;
    return element(
      "g",
      { class: `span ${className}` },
      element("rect", { x, y, width: Math.max(2, end - x - 1), height, rx: 3 }),
      fits ? element("text", { x: x + 5, y: y + 12 }, label) : "",
      element("title", {}, told),
    );
  });
  const name = element("text", { class: "small", x: frame.left - 6, y: y + 12, "text-anchor": "end" }, title);
  return element("g", {}, name, parts);
}

/** From when to when each version was the champion. */
export function versionSpans(diary: Diary): readonly Span[] {
  const deployed = eventsOf(diary, "deployed");
  return deployed.map(({ at, version }, index) => {
    const to = deployed[index + 1]?.at ?? diary.to;
    return {
      ...{ from: at, to, className: versionClass(version), label: `v${version}` },
      title: `version ${version} is the champion from ${sayTime(at)} to ${sayTime(to)}`,
    };
  });
}

/** The class that colours a version. */
export function versionClass(version: number): string {
  return `v${((version - 1) % 6) + 1}`;
}
