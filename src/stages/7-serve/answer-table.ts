/** Runs the model over a table of inputs in batches. */
import { AirworthyError } from "../../core/error.ts";
import { streamColumns } from "../../io/column-stream.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { inputColumns, type OpenModel } from "../5-validate/index.ts";
import type { StageContext } from "../context.ts";

export interface AnsweredBatch {
  readonly rows: number;
  /** `_aw_row` of each. */
  readonly places: Float64Array;
  /** Row-major, rows × the model's width. */
  readonly output: Float32Array;
}

/** The model's answers to the rows of `table`, in its order; the engine is busy until the last batch is taken. */
export async function* answerTable(
  model: OpenModel,
  table: string,
  { engine, signal }: Pick<StageContext, "engine" | "signal">,
): AsyncGenerator<AnsweredBatch> {
  const source = parquetTable(table);
  const inputs = await inputColumns(engine, { source, inputs: model.inputs });
  const sql = `SELECT CAST(_aw_row AS DOUBLE), ${inputs.join(", ")} FROM ${source}`;
  for await (const { rows, columns } of streamColumns(engine, { sql })) {
    if (signal.aborted) throw new AirworthyError("CANCELLED", "Predicting was stopped on request.");
    const [places, ...values] = columns;
    const output = await model.answer(values, rows);
    yield { rows, places: places instanceof Float64Array ? places : new Float64Array(), output };
  }
}
