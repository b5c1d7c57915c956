import { formatCount } from "../../core/format.ts";
import type { FeatureSummary } from "../../stages/3-features/index.ts";
import { formatShare } from "./format.ts";
import { type Canvas, wrap } from "./style.ts";

/** SQL of more lines is a thing for machines. */
const mostLines = 10;

/** Each feature with its missing share, what it computes in words, and its SQL where a person can read that. */
export function renderFeatures(features: readonly FeatureSummary[], { paint, width }: Canvas): string {
  if (features.length === 0) return paint("faint", "  none: the model sees the columns alone");
  return features
    .map(({ name, missingShare, words, sql }) => {
      const head = `  ${paint("accent", name)}  missing in ${formatShare(missingShare)} of rows`;
      const lines = sql.split("\n").flatMap((line) => wrapIndented(line, width - 4));
      const shown =
        lines.length <= mostLines ? lines : [`${formatCount(lines.length)} lines of SQL: show <run> --json`];
      return [
        head,
        ...[words ?? []].flat().flatMap((line) => wrapIndented(`    ${line}`, width)), // runs of before have none
        ...shown.map((line) => paint("faint", `    ${line}`)),
      ].join("\n");
    })
    .join("\n");
}

/** A long line broken at spaces, what follows standing two further in. */
function wrapIndented(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const [first = "", ...rest] = wrap(line.trim(), width - indent.length - 2);
  return [indent + first, ...rest.map((part) => `${indent}  ${part}`)];
}
