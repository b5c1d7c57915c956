/** The counts of quality windows in SQL: every value is rounded to a whole number row by row, so sums are exact. */
import type { Task } from "../../../core/metric.ts";
import { leastProbability } from "../../../core/statistics/log-loss.ts";
import { quoteText } from "../../../io/engine.ts";
import type { QualityPlan } from "./quality-plan.ts";

/** A cell spans this share of a unit of log-odds. */
const cellsPerUnit = 16;

/**
 * FROM item with a row for each prediction: window_start, the slice that each rule says, truth and answer (classes as
 * numbers; truth −1: unknown to the model, null: no label), score (of true, or of the answered class), one (whether the
 * score's event happened; null without a label), sure (probability that the answer is right), loss, hope (expected loss),
 * doubt (its variance), and the cell of the score.
 */
function scoredRows(relation: string, plan: QualityPlan): string {
  return `(SELECT *, CAST(round(${cellsPerUnit} * ln(clipped / (1 - clipped))) AS INTEGER) AS cell
    FROM (SELECT *, ${clip("score")} AS clipped FROM ${scored[plan.task](relation, plan)}))`;
}

type Scoring = (relation: string, plan: QualityPlan) => string;

const scored: Readonly<Record<Task, Scoring>> = {
  binary(relation, { above, slices }) {
    const probability = "CASE WHEN isfinite(probability) THEN probability END";
    const rows = `SELECT ${keysSql(slices)}, ${probability} AS score,
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
    const rows = `SELECT ${keysSql(slices)},
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
    return `(SELECT ${keysSql(slices)}, TRY_CAST(prediction AS DOUBLE) AS answer,
        TRY_CAST(label AS DOUBLE) AS truth FROM ${relation})`;
  },
};

/** What is counted of a group of `scoredRows`: whole numbers. */
const countedSql = {
  rows: "count(*)",
  zeros: "count(*) FILTER (one = 0)",
  ones: "count(*) FILTER (one = 1)",
  score: millionths("score"),
  loss: millionths("loss"),
  loss_squares: millionths("loss * loss"),
  score_squares: millionths("(score - one) ** 2"),
  sure: millionths("sure"),
  sure_variance: millionths("sure * (1 - sure)"),
  hope: millionths("hope"),
  doubt: millionths("doubt"),
} as const;

/** Counts and whole sums over `scoredRows`, by window, slice ("" is all), truth, answer and cell. */
export function countsQuery(relation: string, plan: QualityPlan): string {
  const own = Object.entries(countedSql).map(([name, sql]) => `${sql} AS "${name}"`);
  const sums = Object.keys(countedSql).map((name) => `CAST(sum("${name}") AS BIGINT) AS "${name}"`);
  // A row is scored once: only what is counted of its group is told to each of its slices.
  const counted = `SELECT ${[...keyNames(plan.slices), ...own].join(", ")}, truth, answer, cell
    FROM ${scoredRows(relation, plan)} GROUP BY ALL`;
  return `SELECT window_start, slice, truth, answer, cell, ${sums.join(", ")}
    FROM (SELECT *, ${sliceList(plan.slices)} AS slice FROM (${counted}))
    GROUP BY ALL ORDER BY window_start, slice, truth NULLS FIRST, answer, cell NULLS FIRST`;
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
    FROM (SELECT *, ${sliceList(plan.slices)} AS slice, answer - truth AS error,
        coalesce(isfinite(answer - truth), false) AS known
      FROM ${scored.regression(relation, plan)})
    GROUP BY ALL ORDER BY window_start, slice`;
}

function keysSql(slices: QualityPlan["slices"]): string {
  return ["window_start", ...slices.map(({ sql }, index) => `${sql} AS slice${index}`)].join(", ");
}

function keyNames(slices: QualityPlan["slices"]): readonly string[] {
  return ["window_start", ...slices.map((_, index) => `slice${index}`)];
}

/** Of rows with {@link keysSql}. */
function sliceList(slices: QualityPlan["slices"]): string {
  return `unnest(['', ${slices.map((_, index) => `slice${index}`).join(", ")}])`;
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
