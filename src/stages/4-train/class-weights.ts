import type { Definition, ModelSpec } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Engine } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";

export interface LabelClasses {
  /** Binary: false, true. Multiclass: the training labels in the order of their bytes. Regression: none. */
  readonly names: readonly string[];
  /** Weight of each in the loss; null is 1 each. */
  readonly weights: readonly number[] | null;
}

/** The classes of the training rows and their weights; CONFIG_INVALID where weights name a class that is not there. */
export async function labelClasses(
  engine: Engine,
  definition: Definition,
  train: string,
): Promise<LabelClasses> {
  if (definition.events.label.task === "regression") return { names: [], weights: null };
  const counted = await engine.all(
    `SELECT CAST(_aw_label AS VARCHAR) AS name, count(*) AS n FROM ${parquetTable(train)} GROUP BY 1 ORDER BY 1`,
  );
  const classes = counted.map(({ name, n }) => ({ name: String(name), rows: Number(n) }));
  return {
    names: classes.map(({ name }) => name),
    weights: weightsOf(definition.model.classWeights, classes),
  };
}

function weightsOf(
  option: ModelSpec["classWeights"],
  classes: readonly { readonly name: string; readonly rows: number }[],
): number[] | null {
  if (option === "none") return null;
  const total = classes.reduce((sum, { rows }) => sum + rows, 0);
  if (option === "balanced") return classes.map(({ rows }) => total / (classes.length * rows));
  const names = classes.map(({ name }) => name);
  const stray = Object.keys(option).find((name) => !names.includes(name));
  if (stray !== undefined) {
    const message = `model.classWeights names the class '${stray}', which no training row has; there are ${names.join(", ")}`;
    throw new AirworthyError("CONFIG_INVALID", message, { details: { class: stray } });
  }
  return names.map((name) => option[name] ?? 1);
}
