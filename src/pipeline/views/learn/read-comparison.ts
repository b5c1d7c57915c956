import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type Metric, metricTable } from "../../../core/metric.ts";
import type { Workspace } from "../../../io/workspace.ts";
import type { CleaningComparison } from "../../measure-cleaning.ts";

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const metric = z.enum(Object.keys(metricTable) as Metric[]);
const side = z.object({ trainRows: z.number(), metrics: z.partialRecord(metric, estimate) });

/** What `airworthy learn` measured, as it stands beside the run. */
export const comparisonSchema: z.ZodType<CleaningComparison> = z.object({
  rules: z.number(),
  rows: z.number(),
  withRules: side,
  withoutRules: side,
  lossDifference: estimate,
  verdict: z.enum(["better", "not distinguishable", "worse"]),
});

/** What was measured of the runs whose validation has `key`; null where nothing was, or an earlier version wrote it otherwise. */
export async function readComparison(
  { lesson }: Pick<Workspace, "lesson">,
  key: string | undefined,
): Promise<CleaningComparison | null> {
  if (key === undefined) return null;
  const text = await readFile(lesson(key), "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
  return text === null ? null : (comparisonSchema.safeParse(JSON.parse(text)).data ?? null);
}
