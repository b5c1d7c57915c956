/** Predictions with the labels in force, counted into quality windows by the engine. */
import type { Task } from "../../../core/metric.ts";
import type {
  BinaryQuality,
  ConfusionCell,
  MulticlassQuality,
  QualityWindow,
  RegressionQuality,
  ScoreCell,
} from "../../../core/profile/quality-window.ts";
import type { Engine, SqlRow } from "../../../io/engine.ts";
import type { QualityPlan } from "./quality-plan.ts";
import { countsQuery, regressionQuery } from "./quality-sql.ts";

export interface ProfiledQuality {
  /** As the relation has it. */
  readonly windowStart: number;
  readonly profile: QualityWindow;
}

/**
 * The quality of the predictions in `relation`, for each `window_start` (BIGINT) of it and each slice that occurs. All
 * of them are of the version of `plan`. Read of the relation: prediction (the answer's text), probability (DOUBLE),
 * probabilities (the answer's JSON; multiclass), label (JSON text, null while unknown), and the slices' columns as
 * "columns.<name>" or "inputs.<name>".
 */
export async function profileQuality(
  engine: Engine,
  relation: string,
  plan: QualityPlan,
): Promise<ProfiledQuality[]> {
  return await profilers[plan.task](engine, relation, plan);
}

type Profiler = (engine: Engine, relation: string, plan: QualityPlan) => Promise<ProfiledQuality[]>;

const profilers: Readonly<Record<Task, Profiler>> = {
  async binary(engine, relation, plan) {
    const rows = await engine.all(countsQuery(relation, plan));
    return windowsOf(rows).map(({ key, rows: own }) => place(key, binaryWindow(own)));
  },
  async multiclass(engine, relation, plan) {
    const rows = await engine.all(countsQuery(relation, plan));
    return windowsOf(rows).map(({ key, rows: own }) =>
      place(key, multiclassWindow(own, plan.classes.length)),
    );
  },
  async regression(engine, relation, plan) {
    const rows = await engine.all(regressionQuery(relation, plan));
    return rows.map((row) => ({
      windowStart: Number(row.window_start),
      profile: regressionWindow(row, plan.unit),
    }));
  },
};

function keyOf({ window_start: start, slice }: SqlRow): string {
  return `${start} ${slice}`;
}

function windowsOf(rows: readonly SqlRow[]): { readonly key: string; readonly rows: readonly SqlRow[] }[] {
  return [...Map.groupBy(rows, keyOf)].map(([key, own]) => ({ key, rows: own }));
}

function place(key: string, profile: QualityWindow): ProfiledQuality {
  return { windowStart: Number.parseInt(key, 10), profile };
}

function binaryWindow(rows: readonly SqlRow[]): BinaryQuality {
  const count = (isCounted: (row: SqlRow) => boolean) => sumOf(rows.filter(isCounted), "rows");
  const cell = (truth: number, answer: number) =>
    count((row) => row.truth === truth && row.answer === answer);
  return {
    kind: "quality",
    task: "binary",
    name: String(rows[0]?.slice),
    predicted: count(() => true),
    labelled: count(({ truth }) => truth !== null),
    saidTrue: count(({ answer }) => answer === 1),
    truePositives: cell(1, 1),
    falsePositives: cell(0, 1),
    trueNegatives: cell(0, 0),
    falseNegatives: cell(1, 0),
    ...scoreSums(rows),
  };
}

function multiclassWindow(rows: readonly SqlRow[], classes: number): MulticlassQuality {
  const labelled = rows.filter(({ truth }) => truth !== null);
  const outcomes = Map.groupBy(labelled, ({ truth, answer }) => `${truth} ${answer}`);
  return {
    kind: "quality",
    task: "multiclass",
    name: String(rows[0]?.slice),
    predicted: sumOf(rows, "rows"),
    labelled: sumOf(labelled, "rows"),
    classes,
    confusion: [...outcomes.values()].map(
      (own): ConfusionCell => [Number(own[0]?.truth), Number(own[0]?.answer), sumOf(own, "rows")],
    ),
    ...scoreSums(rows),
  };
}

function scoreSums(rows: readonly SqlRow[]): Pick<BinaryQuality, "losses" | "expected" | "cells"> {
  const scored = rows.filter(({ cell }) => cell !== null);
  return {
    losses: {
      loss: sumOf(scored, "loss"),
      lossSquares: sumOf(scored, "loss_squares"),
      scoreSquares: sumOf(scored, "score_squares"),
    },
    expected: {
      right: sumOf(scored, "sure"),
      rightVariance: sumOf(scored, "sure_variance"),
      loss: sumOf(scored, "hope"),
      lossVariance: sumOf(scored, "doubt"),
    },
    cells: [...Map.groupBy(scored, ({ cell }) => Number(cell))]
      .sort(([one], [other]) => one - other)
      .map(
        ([cell, own]): ScoreCell => [
          cell,
          sumOf(own, "rows"),
          sumOf(own, "zeros"),
          sumOf(own, "ones"),
          sumOf(own, "score"),
        ],
      ),
  };
}

function regressionWindow(row: SqlRow, unit: number): RegressionQuality {
  const { slice, predicted, labelled, absolute, squares, labels, label_squares, fourths } = row;
  return {
    kind: "quality",
    task: "regression",
    name: String(slice),
    predicted: Number(predicted),
    labelled: Number(labelled),
    unit,
    absolute: String(absolute),
    squares: String(squares),
    labels: String(labels),
    labelSquares: String(label_squares),
    fourths: String(fourths),
  };
}

function sumOf(rows: readonly SqlRow[], name: string): number {
  return rows.reduce((sum, row) => sum + Number(row[name]), 0);
}
