/**
 * Whether labels say the opposite of the answers: the surer the model is, the less often they say so. A change of the world
 * takes from what the answers are worth; it hardly turns them round.
 */
import type { Task } from "../../../core/metric.ts";
import { areaOf } from "../../../core/statistics/area.ts";
import { binomialTail } from "../../../core/statistics/binomial-tail.ts";
import { z95 } from "../../../core/statistics/interval.ts";
import type { Engine, SqlRow } from "../../../io/engine.ts";

export interface OppositeInput {
  /** FROM item: labels with `_aw_score` and `_aw_truth`. */
  readonly rows: string;
  readonly task: Task;
}

interface Rule {
  /** A query over the rows, a FROM item. */
  readonly counts: (rows: string) => string;
  readonly isOpposite: (counts: readonly SqlRow[]) => boolean;
}

/** The chance of calling labels opposite that have nothing to do with the answers. */
const wrongly = 0.025;

const rules: Readonly<Record<Task, Rule>> = {
  binary: {
    counts: (rows) =>
      `SELECT count(*) FILTER (_aw_truth <> 1) AS zeros, count(*) FILTER (_aw_truth = 1) AS ones FROM ${rows} GROUP BY _aw_cell ORDER BY _aw_cell`,
    isOpposite: (counts) =>
      areaOf(counts.map(({ zeros, ones }) => ({ zeros: Number(zeros), ones: Number(ones) }))).high < 0.5,
  },
  /** Answers and labels are the same less often than were they dealt anew among the rows. */
  multiclass: {
    counts: (rows) =>
      `WITH told AS (SELECT _aw_score AS answer, _aw_truth AS label FROM ${rows}),
         answers AS (SELECT answer AS class, count(*) AS n FROM told GROUP BY 1),
         labels AS (SELECT label AS class, count(*) AS n FROM told GROUP BY 1)
       SELECT count(*) AS n, count(*) FILTER (answer <> label) AS apart,
         (SELECT sum(a.n::DOUBLE * l.n) FROM answers a JOIN labels l USING (class)) / count(*) ^ 2 AS dealt FROM told`,
    isOpposite: ([row = {}]) =>
      binomialTail(Number(row.apart), Number(row.n), 1 - Number(row.dealt ?? 0)) < wrongly,
  },
  /** Their ranks fall where the answers rise; Fisher's transformation. */
  regression: {
    counts: (rows) =>
      `SELECT count(*) AS n, corr(answer, label) AS together FROM (SELECT rank() OVER (ORDER BY _aw_score) AS answer,
         rank() OVER (ORDER BY _aw_truth) AS label FROM ${rows})`,
    isOpposite: ([{ n, together } = {}]) =>
      together !== null && Math.atanh(Number(together)) + z95 / Math.sqrt(Number(n) - 3) < 0,
  },
};

export async function areOpposite(engine: Engine, { rows, task }: OppositeInput): Promise<boolean> {
  const { counts, isOpposite } = rules[task];
  return isOpposite(await engine.all(counts(rows)));
}
