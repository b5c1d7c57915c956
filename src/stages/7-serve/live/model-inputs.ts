import type { ModelInput } from "../../../core/definition/index.ts";
import type { Value } from "../../../core/expression/index.ts";
import type { Tensor } from "../../../core/onnx/index.ts";
import type { Event } from "../../1-collect/index.ts";
import type { Rows } from "../inference/index.ts";

/** The model's inputs of one row, by name. */
export type InputValues = Readonly<Record<string, Value>>;

/** What the model is given for `event` with these features. */
export function inputValues(
  inputs: readonly ModelInput[],
  { event, features }: { readonly event: Event; readonly features: Readonly<Record<string, Value>> },
): InputValues {
  const values: Record<string, Value> = {};
  for (const { name, origin } of inputs)
    values[name] = (origin === "feature" ? features : event)[name] ?? null;
  return values;
}

/** Rows as whole columns: numbers and booleans are doubles (NaN is missing), texts strings ("" is missing). */
export function feedsOfRows(inputs: readonly ModelInput[], rows: readonly InputValues[]): Rows {
  const shape = [rows.length, 1];
  const feeds: Record<string, Tensor> = {};
  for (const { name, type } of inputs) {
    if (type === "text") {
      feeds[name] = { type: "string", shape, data: rows.map((row) => (row[name] ?? "") as string) };
      continue;
    }
    const data = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      const value = rows[at]?.[name] ?? null;
      data[at] = value === null ? Number.NaN : Number(value);
    }
    feeds[name] = { type: "double", shape, data };
  }
  return { feeds, rows: rows.length };
}
