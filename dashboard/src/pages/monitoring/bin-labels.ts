import type { SubjectDrift } from "../../api/schema.gen.ts";
import { formatTick } from "../../parts/format.ts";

/** What each count of a subject is of; none where values are not counted. */
export function binLabels({ bins, baseline }: Pick<SubjectDrift, "bins" | "baseline">): string[] {
  if (bins === null || baseline.counts.length === 0) return [];
  if (bins.kind === "values") return [...bins.values, "others", "never seen"];
  const { edges } = bins;
  const inner = edges.slice(1).map((high, at) => `${formatTick(edges[at])}–${formatTick(high)}`);
  return [`< ${formatTick(edges[0])}`, ...inner, `> ${formatTick(edges.at(-1))}`];
}
