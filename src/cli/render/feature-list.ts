import type { FeatureSummary } from "../../stages/3-features/index.ts";
import { formatShare } from "./format.ts";
import { type Canvas, wrap } from "./style.ts";

/** Each feature with its missing share and its SQL. */
export function renderFeatures(features: readonly FeatureSummary[], { paint, width }: Canvas): string {
  if (features.length === 0) return paint("faint", "  none: the model sees the columns alone");
  return features
    .map(({ name, missingShare, sql }) => {
      const lines = sql.split("\n").flatMap((line) => wrapIndented(line, width - 4));
      const head = `  ${paint("accent", name)}  missing in ${formatShare(missingShare)} of rows`;
      return [head, ...lines.map((line) => paint("faint", `    ${line}`))].join("\n");
    })
    .join("\n");
}

/** A long line broken at spaces, what follows standing two further in. */
function wrapIndented(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const [first = "", ...rest] = wrap(line.trim(), width - indent.length - 2);
  return [indent + first, ...rest.map((part) => `${indent}  ${part}`)];
}
