import { formatCount } from "../../core/format.ts";
import type { FeatureSummary } from "../../stages/3-features/index.ts";
import { formatShare } from "./format.ts";
import { type Canvas, flow } from "./style.ts";

/** SQL of more lines is a thing for machines. */
const mostLines = 10;

/** Each feature with its missing share, what it computes in words, and its SQL where a person can read that. */
export function renderFeatures(features: readonly FeatureSummary[], { paint, width }: Canvas): string {
  if (features.length === 0) return paint("faint", "  none: the model sees the columns alone");
  return features
    .map(({ name, missingShare, words, sql }) => {
      const head = `  ${paint("accent", name)}  missing in ${formatShare(missingShare)} of rows`;
      const linesOf = (text: string) => flow(text, { width: width - 4, hang: 2 }).split("\n");
      const lines = linesOf(sql);
      const shown =
        lines.length <= mostLines ? lines : [`${formatCount(lines.length)} lines of SQL: show <run> --json`];
      const said = [words ?? []].flat().flatMap(linesOf); // runs of before have none
      return [
        head,
        ...said.map((line) => `    ${line}`),
        ...shown.map((line) => paint("faint", `    ${line}`)),
      ].join("\n");
    })
    .join("\n");
}
