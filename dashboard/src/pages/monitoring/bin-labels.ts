import type { SubjectDrift } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";

/** What each count of a subject is of; none where values are not counted. */
export function binLabels({ bins, baseline }: Pick<SubjectDrift, "bins" | "baseline">): string[] {
  if (bins === null || baseline.counts.length === 0) return [];
  if (bins.kind === "values") return [...bins.values, "others", "never seen"];
  const { edges } = bins;
  const inner = edges.slice(1).map((high, at) => `${formatNumber(edges[at])}–${formatNumber(high)}`);
  return [`< ${formatNumber(edges[0])}`, ...inner, `> ${formatNumber(edges.at(-1))}`];
}
