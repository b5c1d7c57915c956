/** In which bin of its profile a row's value lies, and which bins hold more rows than they did. */
import { twoSharesTest } from "../../../core/statistics/two-shares-test.ts";
import type { Profile } from "../../6-package/index.ts";

/** SQL of the place of a value (DOUBLE or VARCHAR) among the counts of its baseline; null for a missing one. */
export function binSql(profile: Profile, value: string, quote: (text: string) => string): string {
  if (profile.kind === "number") {
    const edges = profile.bins.edges;
    const above = edges.map(
      // The last bin holds its upper edge too.
      (edge, index) =>
        `CAST(${value} ${index === edges.length - 1 ? ">" : ">="} CAST('${edge}' AS DOUBLE) AS INTEGER)`,
    );
    return above.length === 0 ? "NULL" : `(${above.join(" + ")})`;
  }
  if (profile.kind === "opaque" || profile.values.length === 0) return "NULL";
  const cases = profile.values.map((listed, index) => `WHEN ${quote(listed.value)} THEN ${index}`);
  const unlisted = profile.values.length + (profile.other > 0 ? 0 : 1);
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE CASE ${value} ${cases.join(" ")} ELSE ${unlisted} END END`;
}

export interface GrownBin {
  readonly bin: number;
  /** Shares of the rows with a value. */
  readonly before: number;
  readonly now: number;
  /** Of the rows in it now, the share that is there beyond what there was. */
  readonly excess: number;
}

const leastGrowth = 0.02;
const surely = 0.001;

/** Bins of which there is surely more now, by counts over the same bins. */
export function grownBins(before: readonly number[], now: readonly number[]): GrownBin[] {
  const [all, total] = [sum(before), sum(now)];
  return now.flatMap((count, bin) => {
    const was = before[bin] ?? 0;
    const [share, earlier] = [count / total, was / all];
    if (!(share - earlier > leastGrowth)) return [];
    if (twoSharesTest({ count, total }, { count: was, total: all }) >= surely) return [];
    return [{ bin, before: earlier, now: share, excess: (share - earlier) / share }];
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
