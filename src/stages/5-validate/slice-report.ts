import type { Estimate, Task } from "../../core/metric.ts";
import { rootMeanInterval, wilsonInterval } from "../../core/statistics/interval.ts";
import type { RowLosses } from "./row-losses.ts";
import type { SliceColumn } from "./slice-columns.ts";

export interface SliceReport {
  /** `"device = tablet"`. */
  readonly name: string;
  readonly rows: number;
  /** Accuracy with its Wilson interval, or RMSE for regression. */
  readonly metric: Estimate;
  readonly declared: boolean;
}

/** The accuracy (regression: RMSE) on some rows. */
export function sliceMetric({ losses, wrong }: RowLosses, rows: readonly number[], task: Task): Estimate {
  if (task === "regression") return rootMeanInterval(rows.map((row) => losses[row] ?? 0));
  const bad = rows.reduce((sum, row) => sum + (wrong[row] ?? 0), 0);
  return wilsonInterval(rows.length - bad, rows.length);
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
export function declaredSlices(
  columns: readonly SliceColumn[],
  losses: RowLosses,
  task: Task,
): SliceReport[] {
  return columns.flatMap((column) =>
    rowsByCode(column).flatMap((rows, code) =>
      rows.length === 0
        ? []
        : [
            {
              name: column.names[code] ?? "",
              rows: rows.length,
              metric: sliceMetric(losses, rows, task),
              declared: true,
            },
          ],
    ),
  );
}
