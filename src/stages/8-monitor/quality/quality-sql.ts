/** The counts of quality windows in SQL: every value is rounded to a whole number row by row, so sums are exact. */
import type { Task } from "../../../core/metric.ts";
import { leastProbability } from "../../../core/statistics/log-loss.ts";
import { quoteText } from "../../../io/engine.ts";
import type { QualityPlan } from "./quality-plan.ts";

/** A cell spans this share of a unit of log-odds. */
const cellsPerUnit = 16;

/**
 * FROM item with a row for each prediction and slice ("" is all): window_start, slice, truth and answer (classes as
 * numbers; truth −1: unknown to the model, null: no label), score (of true, or of the answered class), one (whether the
 * score's event happened; null without a label), sure (probability that the answer is right), loss, hope (expected loss)
 * and doubt (its variance).
 */
export function scoredRows(relation: string, plan: QualityPlan): string {
  return `(SELECT window_start, slice, truth, answer, score, one, sure, loss, hope, doubt,
      CAST(round(${cellsPerUnit} * ln(clipped / (1 - clipped))) AS INTEGER) AS cell
    FROM (SELECT *, ${clip("score")} AS clipped FROM ${scored[plan.task](relation, plan)}))`;
}

type Scoring = (relation: string, plan: QualityPlan) => string;

const scored: Readonly<Record<Task, Scoring>> = {
  binary(relation, { above, slices }) {
    const probability = "CASE WHEN isfinite(probability) THEN probability END";
    const rows = `SELECT window_start, ${sliceList(slices)} AS slice, ${probability} AS score,
        CAST(prediction = 'true' AS INTEGER) AS answer, ${truthSql(above)} AS truth FROM ${relation}`;
    return `(SELECT *, truth AS one, CASE answer WHEN 1 THEN score ELSE 1 - score END AS sure,
        -ln(${clip("CASE truth WHEN 1 THEN score WHEN 0 THEN 1 - score END")}) AS loss,
        -(p * ln(p) + (1 - p) * ln(1 - p)) AS hope, p * (1 - p) * (ln(p) - ln(1 - p)) ** 2 AS doubt
      FROM (SELECT *, ${clip("score")} AS p FROM (${rows})))`;
  },
  multiclass(relation, { classes, slices }) {
    const known = `[${classes.map(quoteText).join(", ")}]::VARCHAR[]`;
    const place = (text: string) => `coalesce(nullif(list_position(${known}, ${text}), 0) - 1, -1)`;
    const label = `json_extract_string(label, '$')`;
    const rows = `SELECT window_start, ${sliceList(slices)} AS slice,
        CASE WHEN isfinite(probability) THEN probability END AS score, ${place("prediction")} AS answer,
        CASE WHEN ${label} IS NOT NULL THEN ${place(label)} END AS truth,
        CAST(CAST(probabilities AS JSON) AS MAP(VARCHAR, DOUBLE)) AS shares, ${label} AS label FROM ${relation}`;
    const surprise = (power: number) =>
      `list_sum(list_transform(map_values(shares), lambda p: p * ln(${clip("p")}) ** ${power}))`;
    return `(SELECT *, CAST(truth = answer AS INTEGER) AS one, score AS sure,
        CASE WHEN truth IS NOT NULL THEN -ln(${clip("coalesce(shares[label], 0)")}) END AS loss,
        -(${surprise(1)}) AS hope, greatest(0, ${surprise(2)} - (${surprise(1)}) ** 2) AS doubt
      FROM (${rows}))`;
  },
  regression(relation, { slices }) {
    return `(SELECT window_start, ${sliceList(slices)} AS slice, TRY_CAST(prediction AS DOUBLE) AS answer,
        TRY_CAST(label AS DOUBLE) AS truth FROM ${relation})`;
  },
};

/** Whole sums over `scoredRows`, by window, slice and cell. */
export function cellQuery(relation: string, plan: QualityPlan): string {
  return `SELECT window_start, slice, cell, count(*)::DOUBLE AS "rows",
      count(*) FILTER (one = 0)::DOUBLE AS zeros, count(*) FILTER (one = 1)::DOUBLE AS ones,
      ${millionths("score")} AS score, ${millionths("loss")} AS loss, ${millionths("loss * loss")} AS loss_squares,
      ${millionths("(score - one) ** 2")} AS score_squares, ${millionths("sure")} AS sure,
      ${millionths("sure * (1 - sure)")} AS sure_variance, ${millionths("hope")} AS hope,
      ${millionths("doubt")} AS doubt
    FROM ${scoredRows(relation, plan)} GROUP BY ALL ORDER BY window_start, slice, cell NULLS FIRST`;
}

/** Counts over `scoredRows`, by window, slice, truth and answer. */
export function confusionQuery(relation: string, plan: QualityPlan): string {
  return `SELECT window_start, slice, truth, answer, count(*)::DOUBLE AS "rows"
    FROM ${scoredRows(relation, plan)} GROUP BY ALL ORDER BY window_start, slice, truth NULLS FIRST, answer`;
}

/** Whole sums of a regression, by window and slice; a value beyond 2⁴⁵ steps counts as that many. */
export function regressionQuery(relation: string, plan: QualityPlan): string {
  const steps = (value: string, unit: number, most: number) =>
    `CAST(greatest(-${most}, least(${most}, round(${value} / CAST(${quoteText(String(unit))} AS DOUBLE)))) AS HUGEINT)`;
  const error = steps("error", plan.unit, 2 ** 45);
  const coarse = steps("error", plan.unit * 2 ** 16, 2 ** 24);
  const label = steps("truth", plan.unit, 2 ** 45);
  const sum = (value: string) => `CAST(coalesce(sum(${value}) FILTER (known), 0) AS VARCHAR)`;
  return `SELECT window_start, slice, count(*)::DOUBLE AS predicted, count(*) FILTER (known)::DOUBLE AS labelled,
      ${sum(`abs(${error})`)} AS absolute, ${sum(`${error} * ${error}`)} AS squares,
      ${sum(label)} AS labels, ${sum(`${label} * ${label}`)} AS label_squares,
      ${sum(`${coarse} * ${coarse} * ${coarse} * ${coarse}`)} AS fourths
    FROM (SELECT *, answer - truth AS error, coalesce(isfinite(answer - truth), false) AS known
      FROM ${scored.regression(relation, plan)})
    GROUP BY ALL ORDER BY window_start, slice`;
}

function sliceList(slices: QualityPlan["slices"]): string {
  return `unnest(['', ${slices.map(({ sql }) => sql).join(", ")}])`;
}

function truthSql(above: number | null): string {
  if (above === null) return "CASE label WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
  return `CAST(TRY_CAST(label AS DOUBLE) > CAST(${quoteText(String(above))} AS DOUBLE) AS INTEGER)`;
}

/** NULL stays: greatest() and least() would pass over it. */
function clip(probability: string): string {
  const least = `CAST(${quoteText(String(leastProbability))} AS DOUBLE)`;
  return `CASE WHEN (${probability}) IS NOT NULL THEN greatest(${least}, least(1 - ${least}, ${probability})) END`;
}

function millionths(value: string): string {
  return `CAST(coalesce(sum(CAST(round((${value}) * 1e6) AS BIGINT)), 0) AS BIGINT)`;
}
