/** Where stages, ribbons and what left stand in the picture: plain numbers, in pixels. */
import type { DataStage, DroppedRows, RunData } from "../../api/schema.gen.ts";

export interface StageBox {
  readonly stage: DataStage;
  readonly x: number;
  readonly y: number;
  /** As high as the rows that come out. */
  readonly height: number;
}

export interface Ribbon {
  readonly key: string;
  readonly path: string;
  readonly kind: "rows" | "left" | "model";
}

export interface LeavingLabel {
  readonly dropped: Pick<DroppedRows, "stage" | "rule" | "rows">;
  readonly x: number;
  readonly y: number;
}

export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StageBox[];
  readonly ribbons: readonly Ribbon[];
  readonly labels: readonly LeavingLabel[];
}

export const boxWidth = 96;
export const top = 58;
const [step, tallest, labelHeight] = [148, 120, 34];

/** The layout of a run's data; rows that are no more than a hair are drawn as one. */
export function flowLayout({ stages, dropped, split }: RunData): FlowLayout {
  const most = Math.max(1, ...stages.map(({ rowsIn }) => rowsIn));
  const thick = (rows: number) => (rows === 0 ? 0 : Math.max(1.5, (rows * tallest) / most));
  const trained = split === null ? 0 : thick(split.trainRows);
  const boxes = stages.map((stage, index): StageBox => {
    // Rows that validate pass below those that train.
    const y = stage.stage === "validate" ? top + trained + 10 : top;
    return { stage, x: index * step, y, height: Math.max(4, thick(stage.rowsOut)) };
  });
  const at = (name: string) => boxes.find(({ stage }) => stage.stage === name);
  const ribbons: Ribbon[] = [];
  for (const [index, box] of boxes.entries()) {
    const next = boxes[index + 1];
    const name = next?.stage.stage;
    if (next === undefined || name === "validate" || name === "package") continue;
    ribbons.push(ribbon(`to ${name}`, box, next, { from: 0, to: 0, width: thick(next.stage.rowsIn) }));
  }
  const [sides, validate, train, pack] = [at("split"), at("validate"), at("train"), at("package")];
  if (sides !== undefined && validate !== undefined)
    ribbons.push(
      ribbon("to validate", sides, validate, { from: trained, to: 0, width: thick(validate.stage.rowsIn) }),
    );
  if (train !== undefined && validate !== undefined) ribbons.push(modelLine("model", train, validate));
  if (validate !== undefined && pack !== undefined) ribbons.push(modelLine("passed", validate, pack));
  const leaving = leavingOf(boxes, dropped, { thick, unlabelled: split?.unlabelledRows ?? 0 });
  const lowest = Math.max(...boxes.map(({ y, height }) => y + height), top + tallest);
  const deepest = Math.max(0, ...leaving.labels.map(({ y }) => y + labelHeight));
  return {
    width: (stages.length - 1) * step + boxWidth,
    height: Math.max(lowest + 12, deepest),
    boxes,
    ribbons: [...ribbons, ...leaving.ribbons],
    labels: leaving.labels,
  };
}

interface Ends {
  /** Below the boxes' upper edges. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

function ribbon(key: string, one: StageBox, other: StageBox, { from, to, width }: Ends): Ribbon {
  const [x1, x2] = [one.x + boxWidth, other.x];
  const [y1, y2] = [one.y + from, other.y + to];
  const middle = x2 - Math.min(60, (x2 - x1) / 2);
  const path = `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2} V${y2 + width} C${middle} ${y2 + width} ${middle} ${y1 + width} ${x1} ${y1 + width} Z`;
  return { key, path, kind: "rows" };
}

function modelLine(key: string, one: StageBox, other: StageBox): Ribbon {
  const [x1, x2] = [one.x + boxWidth, other.x];
  const [y1, y2] = [one.y + 8, other.y + 8];
  const middle = (x1 + x2) / 2;
  return { key, path: `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`, kind: "model" };
}

interface Leaving {
  readonly thick: (rows: number) => number;
  readonly unlabelled: number;
}

/** What leaves a stage turns down before it, a ribbon a rule. */
function leavingOf(
  boxes: readonly StageBox[],
  dropped: readonly DroppedRows[],
  { thick, unlabelled }: Leaving,
): Pick<FlowLayout, "ribbons" | "labels"> {
  const gone: LeavingLabel["dropped"][] = [
    ...dropped.filter(({ left }) => left),
    ...(unlabelled === 0 ? [] : [{ stage: "split" as const, rule: "no label", rows: unlabelled }]),
  ];
  const ribbons: Ribbon[] = [];
  const labels: LeavingLabel[] = [];
  for (const box of boxes) {
    let below = box.y + thick(box.stage.rowsOut);
    for (const [index, one] of gone.filter(({ stage }) => stage === box.stage.stage).entries()) {
      const width = thick(one.rows);
      const [x, end] = [box.x + 8, top + tallest + 26 + index * labelHeight];
      const path = `M${box.x - 8} ${below} C${x + 4} ${below} ${x} ${below + 8} ${x} ${end} H${x + width} C${x + width} ${below + 8 + width} ${x + 4} ${below + width} ${box.x - 8} ${below + width} Z`;
      ribbons.push({ key: `${one.stage} ${one.rule}`, path, kind: "left" });
      labels.push({ dropped: one, x: x + width + 6, y: end - 16 });
      below += width;
    }
  }
  return { ribbons, labels };
}
