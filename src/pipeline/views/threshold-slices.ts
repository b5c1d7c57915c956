/** How a binary model does on each slice at each threshold: counted by the engine from its scores, once for a run. */
import { dirname, join } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { exists } from "../../io/workspace.ts";
import { keptView } from "./kept-views.ts";
import { openRunRecord } from "./run-head.ts";
import { stageTable } from "./stage-table.ts";
import { thresholdTable } from "./threshold-table.ts";
import { withViewEngine } from "./view-engine.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface ThresholdSlices {
  readonly run: string;
  /** Those of the table of thresholds, from the lowest up. */
  readonly thresholds: readonly number[];
  readonly slices: readonly {
    readonly name: string;
    readonly rows: number;
    /** At each threshold, and the wrong answers beyond those that the rate of all rows there would leave. */
    readonly accuracy: readonly number[];
    readonly harm: readonly number[];
  }[];
}

/** The slices of the run that `run` means; NOT_FOUND where it kept no thresholds, or not which rows are whose. */
export async function thresholdSlices(
  { store, workspace, run }: Pick<ViewedProject, "store" | "workspace"> & { readonly run: string },
  signal?: AbortSignal,
): Promise<ThresholdSlices> {
  const { rows, run: id } = await thresholdTable(store, run);
  const { found, result } = await openRunRecord(store, id);
  const { key, paths } = await stageTable(found, "validate", workspace);
  const [scores = ""] = paths;
  const slices = join(dirname(scores), "slices.parquet");
  if (!(await exists(slices)))
    throw new AirworthyError(
      "NOT_FOUND",
      `Run '${id}' did not keep the rows of its slices: an earlier version made it; airworthy run keeps them.`,
    );
  const thresholds = rows.map(({ threshold }) => threshold);
  const names = (result?.validation.slices ?? []).map(({ name }) => name);
  const counted = await keptView(`slices by threshold ${key}`, () =>
    withViewEngine(workspace, (engine) => countSteps(engine, { scores, slices, thresholds }), signal),
  );
  return {
    run: id,
    thresholds,
    slices: names.map((name, slice) => {
      const steps = counted.filter((step) => step.slice === slice);
      const own = { rows: steps.reduce((sum, { yes, no }) => sum + yes + no, 0) };
      const accuracy = thresholds.map((_, at) => rightAt(steps, at) / own.rows);
      const harm = accuracy.map((share, at) => ((rows[at]?.accuracy ?? 0) - share) * own.rows);
      return { name, ...own, accuracy, harm };
    }),
  };
}

/** Rows of a slice that are at or above so many of the thresholds and no more. */
interface Step {
  readonly slice: number;
  readonly above: number;
  readonly yes: number;
  readonly no: number;
}

/** Right answers at the threshold of place `at`: true ones from there up, false ones below. */
function rightAt(steps: readonly Step[], at: number): number {
  return steps.reduce((sum, { above, yes, no }) => sum + (above > at ? yes : no), 0);
}

interface CountStepsInput {
  readonly scores: string;
  readonly slices: string;
  readonly thresholds: readonly number[];
}

async function countSteps(
  engine: Engine,
  { scores, slices, thresholds }: CountStepsInput,
): Promise<readonly Step[]> {
  const list = thresholds.map((threshold) => quoteText(String(threshold))).join(", ");
  const rows = await engine.all(`
    WITH steps AS (SELECT threshold, row_number() OVER (ORDER BY threshold) AS above
        FROM (SELECT unnest([${list}]::DOUBLE[]) AS threshold)),
      answers AS (SELECT slice, probability, _aw_label AS truth
        FROM ${parquetTable(slices)}
        JOIN (SELECT file_row_number AS answered, probability, _aw_label
          FROM ${parquetTable(scores, { rowNumbers: true })}) ON answered = place)
    SELECT slice, coalesce(above, 0) AS above,
      count(*) FILTER (truth) AS yes, count(*) FILTER (NOT truth) AS no
    FROM answers ASOF LEFT JOIN steps ON probability >= threshold
    GROUP BY ALL`);
  return rows.map(({ slice, above, yes, no }) => ({
    ...{ slice: Number(slice), above: Number(above), yes: Number(yes), no: Number(no) },
  }));
}
