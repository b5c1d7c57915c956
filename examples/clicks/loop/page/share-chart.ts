/** Who answered: the share of each version in the answers between two looks. */
import { formatCount, formatShare } from "../../../../src/cli/render/format.ts";
import { type Diary, eventsOf, type Watched } from "../diary.ts";
import { sayTime } from "../say-time.ts";
import { bothWidths, type Frame, timeAxis } from "./frame.ts";
import { versionClass } from "./ribbons.ts";
import { element, type Markup } from "./svg.ts";

const height = 120;

/** The chart, wide and narrow. */
export function shareChart(diary: Diary): Markup[] {
  const looks = eventsOf(diary, "watched");
  return bothWidths(diary, "The share of answers that each version gave", (frame) => ({
    height: height + 32,
    content: [
      ...[0, 0.5, 1].map((share) => level(frame, share)),
      ...looks.map((look, index) => column(look, { frame, from: looks[index - 1]?.at ?? diary.from })),
      timeAxis(diary, frame, height + 4),
    ],
  }));
}

function level(frame: Frame, share: number): Markup {
  const y = 4 + (1 - share) * (height - 4);
  return element(
    "g",
    {},
    element("line", { class: "grid", x1: frame.left, x2: frame.right, y1: y, y2: y }),
    element("text", { class: "small", x: frame.left - 6, y: y + 4, "text-anchor": "end" }, `${share * 100}%`),
  );
}

function column(
  { at, answers }: Watched,
  { frame, from }: { readonly frame: Frame; readonly from: number },
): Markup {
  const total = answers.reduce((sum, { count }) => sum + count, 0);
  const [x, width] = [frame.x(from), frame.x(at) - frame.x(from) - 0.4];
  let y = height;
  const parts = answers
    .toSorted((one, other) => one.version - other.version)
    .map(({ version, count }) => {
      const own = (count / total) * (height - 4);
      y -= own;
      const title = `${sayTime(at)}: version ${version} gave ${formatCount(count)} of ${formatCount(total)} answers, ${formatShare(count / total)}`;
      const place = { x, y, width, height: own };
      return element(
        "rect",
        { class: `fill ${versionClass(version)}`, ...place },
        element("title", {}, title),
      );
    });
  return element("g", {}, parts);
}

/** Which colour is which version. */
export function shareKey(diary: Diary): Markup {
  const versions = new Set(
    eventsOf(diary, "watched").flatMap(({ answers }) => answers.map(({ version }) => version)),
  );
  return element(
    "p",
    { class: "key" },
    [...versions]
      .toSorted((one, other) => one - other)
      .map((version) => [
        element("span", { class: `swatch box fill ${versionClass(version)}` }),
        ` version ${version} `,
      ]),
  );
}
