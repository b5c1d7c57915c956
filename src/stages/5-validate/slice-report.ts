import type { Estimate, Task } from "../../core/metric.ts";
import { wilsonInterval } from "../../core/statistics/interval.ts";
import { type BootstrapMeanOptions, bootstrapMean } from "./bootstrap-mean.ts";
import type { RowLosses } from "./row-losses.ts";
import type { SliceColumn } from "./slice-columns.ts";

export interface SliceReport {
  /** `"device = tablet"`. */
  readonly name: string;
  readonly rows: number;
  /** Accuracy, or RMSE for regression. */
  readonly metric: Estimate;
  readonly declared: boolean;
}

export interface SliceMetricOptions extends Omit<BootstrapMeanOptions, "outside"> {
  readonly task: Task;
}

/**
 * The accuracy (regression: RMSE) on some rows, with its bootstrap interval; Wilson's where all of them are right or
 * all wrong, for every resample is the same then.
 */
export async function sliceMetric(
  { losses, wrong }: RowLosses,
  rows: readonly number[],
  { task, codes, ...options }: SliceMetricOptions,
): Promise<Estimate> {
  const resampled = { ...options, outside: 0.05, codes: rows.map((row) => codes[row] ?? 0) };
  if (task === "regression") {
    const squares = Float64Array.from(rows, (row) => losses[row] ?? 0);
    const { value, low, high } = await bootstrapMean(squares, resampled);
    return { value: Math.sqrt(value), low: Math.sqrt(Math.max(0, low)), high: Math.sqrt(high) };
  }
  const right = Float64Array.from(rows, (row) => 1 - (wrong[row] ?? 0));
  const hits = right.reduce((sum, one) => sum + one, 0);
  if (hits === 0 || hits === rows.length) return wilsonInterval(hits, rows.length);
  return await bootstrapMean(right, resampled);
}

/** The rows of each code of a column. */
export function rowsByCode({ codes, names }: Pick<SliceColumn, "codes" | "names">): number[][] {
  const rows = names.map((): number[] => []);
  codes.forEach((code, row) => {
    rows[code]?.push(row);
  });
  return rows;
}

/** Every slice of the declared columns, in the order of their names' codes. */
export async function declaredSlices(
  columns: readonly SliceColumn[],
  losses: RowLosses,
  options: SliceMetricOptions,
): Promise<SliceReport[]> {
  const found: SliceReport[] = [];
  for (const column of columns) {
    for (const [code, rows] of rowsByCode(column).entries()) {
      if (rows.length === 0) continue;
      const metric = await sliceMetric(losses, rows, options);
      found.push({ name: column.names[code] ?? "", rows: rows.length, metric, declared: true });
    }
  }
  return found;
}
